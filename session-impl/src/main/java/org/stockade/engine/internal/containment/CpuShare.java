package org.stockade.engine.internal.containment;

import java.util.OptionalLong;

/**
 * A share of the time of all loops, by samples: of so many looks at a loop, so many have found it
 * at work for somebody. The mean of ten seconds. The timer's thread writes, any may read.
 */
final class CpuShare {
    /** Seconds of which the mean is taken. */
    static final int SECONDS = 10;

    private final long[] found = new long[SECONDS];
    private final long[] looks = new long[SECONDS];
    private long foundNow;
    private int filled;
    private int at;

    /** A look has found a loop at work for it. */
    synchronized void found() {
        foundNow++;
    }

    /** A second has passed, in which there were so many looks at a loop; 0: it is not measured. */
    synchronized void second(long looksNow) {
        if (looksNow == 0) {
            clear();
            return;
        }
        found[at] = foundNow;
        looks[at] = looksNow;
        foundNow = 0;
        at = (at + 1) % SECONDS;
        filled = Math.min(SECONDS, filled + 1);
    }

    /** In percent, rounded down; empty while it is not measured. */
    synchronized OptionalLong percent() {
        long all = 0;
        long its = 0;
        for (int i = 0; i < filled; i++) {
            all += looks[i];
            its += found[i];
        }
        return all == 0 ? OptionalLong.empty() : OptionalLong.of(its * 100 / all);
    }

    /** Whether ten seconds have been measured, so that the share may have consequences. */
    synchronized boolean isSettled() {
        return filled == SECONDS;
    }

    /** Begins anew. */
    synchronized void clear() {
        foundNow = 0;
        filled = 0;
        at = 0;
    }
}
