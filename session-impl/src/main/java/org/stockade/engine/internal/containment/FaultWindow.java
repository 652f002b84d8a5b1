package org.stockade.engine.internal.containment;

import java.util.function.LongSupplier;

/** Counts what happened within the last minute, in steps of a second. Any thread. */
final class FaultWindow {
    private static final int SECONDS = 60;

    private final LongSupplier nanos;
    private final int[] counts = new int[SECONDS];
    private final long[] seconds = new long[SECONDS];

    /**
     * An empty one.
     *
     * @param nanos the time, as of {@link System#nanoTime}
     */
    FaultWindow(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Counts one; returns how many the last minute has seen, with this one. */
    synchronized long add() {
        long now = second();
        int at = (int) Math.floorMod(now, SECONDS);
        if (seconds[at] != now) {
            seconds[at] = now;
            counts[at] = 0;
        }
        counts[at]++;
        return count();
    }

    /** How many the last minute has seen. */
    synchronized long count() {
        long now = second();
        long count = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (counts[i] > 0 && now - seconds[i] < SECONDS) {
                count += counts[i];
            }
        }
        return count;
    }

    /** Forgets all of them. */
    synchronized void clear() {
        java.util.Arrays.fill(counts, 0);
    }

    private long second() {
        return Math.floorDiv(nanos.getAsLong(), 1_000_000_000L);
    }
}
