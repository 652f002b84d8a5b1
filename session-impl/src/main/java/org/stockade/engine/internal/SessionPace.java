package org.stockade.engine.internal;

import java.util.function.LongSupplier;
import org.stockade.policy.Admission.SessionRate;

/**
 * Whether one more session may begin now: the generic cell rate algorithm (ITU-T I.371). It keeps
 * one number however high the rate is. Not safe for use by several threads at once.
 */
final class SessionPace {
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanoTime;

    /** When the sessions begun so far would all have had their turn, one after another. */
    private long due;

    SessionPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    boolean allows(SessionRate rate) {
        return due - nanoTime.getAsLong() <= (rate.burst() - 1) * turn(rate);
    }

    /** One has begun. */
    void begin(SessionRate rate) {
        long now = nanoTime.getAsLong();
        due = (due - now > 0 ? due : now) + turn(rate);
    }

    private static long turn(SessionRate rate) {
        return SECOND / rate.perSecond();
    }
}
