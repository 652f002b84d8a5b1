package org.stockade.engine.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which new sessions of one service get the new version: of each hundred exactly the share, evenly
 * spread. Any thread.
 */
final class Split {
    private final int share;
    private final AtomicLong sessions = new AtomicLong();

    /**
     * A split at its beginning.
     *
     * @param share in percent; 1 to 99
     */
    Split(int share) {
        this.share = share;
    }

    /** Whether the next session is one of the share; of 10 percent it is the tenth of each ten. */
    boolean next() {
        long before = sessions.getAndIncrement() % 100;
        return (before + 1) * share / 100 > before * share / 100;
    }
}
