package org.stockade.engine.internal;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.session.StackedSession;

/** Where the tap of one node goes: one at a time, and none once the node has ended. */
final class TapPlace {
    private final StackedSession session;
    private volatile @Nullable NodeTap tap;
    private volatile boolean closed;

    TapPlace(StackedSession session) {
        this.session = session;
    }

    /**
     * Whether one could go in now.
     *
     * @throws IOException if not; the message is for the operator
     */
    synchronized void checkFree() throws IOException {
        NodeTap there = tap;
        if (closed) {
            throw new IOException("node " + session.sessionId() + " has ended");
        }
        if (there != null) {
            throw new IOException(
                    "node "
                            + session.sessionId()
                            + " has a tap already, "
                            + there.state().file()
                            + "; take it out first");
        }
    }

    /** Puts one in. */
    void put(NodeTap made) throws IOException {
        synchronized (this) {
            checkFree();
            tap = made;
        }
        made.follow();
    }

    /** After its tap has ended. */
    synchronized void free(NodeTap ended) {
        if (tap == ended) {
            tap = null;
        }
    }

    /** The streams of the session have changed: where there is a tap it goes to the new ones. */
    void follow() {
        NodeTap there = tap;
        if (there != null) {
            there.follow();
        }
    }

    Optional<NodeTap> tap() {
        return Optional.ofNullable(tap);
    }

    /** The node has ended. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        NodeTap there = tap;
        if (there != null) {
            there.end("its session has ended");
        }
    }
}
