package org.stockade.engine.internal;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Whose code each thread of a session runs: a proxy's, or that of a child on its thread. */
final class ProxyThreads {
    private final ConcurrentMap<Thread, NodeWork> running = new ConcurrentHashMap<>();

    /**
     * The calling thread goes on in a proxy's code.
     *
     * @return in whose it was before; for {@link #back}
     */
    @Nullable NodeWork enter(NodeWork node) {
        return running.put(Thread.currentThread(), node);
    }

    /** A child has returned to its parent's code. */
    void back(@Nullable NodeWork before) {
        if (before == null) {
            leave();
        } else {
            running.put(Thread.currentThread(), before);
        }
    }

    /** The calling thread runs no proxy's code any more. */
    void leave() {
        running.remove(Thread.currentThread());
    }

    /** In whose code a thread is; empty if in no proxy's. */
    Optional<NodeWork> of(Thread thread) {
        return Optional.ofNullable(running.get(thread));
    }
}
