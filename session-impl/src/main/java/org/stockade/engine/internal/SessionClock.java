package org.stockade.engine.internal;

import java.time.Duration;

/** When one session has been idle for too long, and when it has lasted for too long. */
final class SessionClock {
    private volatile long touched = System.nanoTime();
    private volatile long idleLimit = TimeLimits.NONE.toNanos();
    private volatile long totalEnd = touched + TimeLimits.NONE.toNanos();

    /** Begins now, with the limits of the service. */
    void start(Duration idle, Duration total) {
        long now = System.nanoTime();
        touched = now;
        idleLimit = idle.toNanos();
        totalEnd = now + total.toNanos();
    }

    /** A byte has moved. */
    void touch() {
        touched = System.nanoTime();
    }

    /** Nanoseconds until the nearer of the two; negative when it has passed. */
    long left() {
        long now = System.nanoTime();
        return Math.min(touched + idleLimit - now, totalEnd - now);
    }

    /** Which of them has passed, for the record. */
    String passed() {
        return totalEnd - System.nanoTime() < 0
                ? "its total time limit has passed"
                : "idle for " + idleLimit / 1_000_000 + " ms; to allow it raise time-limits idle";
    }
}
