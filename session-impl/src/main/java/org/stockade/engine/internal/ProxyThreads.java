package org.stockade.engine.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.perloop.Loops;

/** Whose code each thread of a session runs: a proxy's, or that of a child on its thread. */
final class ProxyThreads {
    private final Loops<Map<Thread, NodeWork>> loops = new Loops<>(ConcurrentHashMap::new);

    private Map<Thread, NodeWork> running(NodeWork node) {
        return loops.of(node.loop());
    }

    /**
     * The calling thread goes on in a proxy's code.
     *
     * @return in whose it was before; for {@link #back}
     */
    @Nullable NodeWork enter(NodeWork node) {
        return running(node).put(Thread.currentThread(), node);
    }

    /** A child has returned to its parent's code. */
    void back(NodeWork child, @Nullable NodeWork before) {
        if (before == null) {
            leave(child);
        } else {
            running(before).put(Thread.currentThread(), before);
        }
    }

    /** The calling thread, which was in this node's code, runs no proxy's any more. */
    void leave(NodeWork node) {
        running(node).remove(Thread.currentThread());
    }

    /** In whose code a thread is; empty if in no proxy's. */
    Optional<NodeWork> of(Thread thread) {
        for (Map<Thread, NodeWork> running : loops.all()) {
            NodeWork node = running.get(thread);
            if (node != null) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }
}
