package org.stockade.engine.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections a listener of the policy has open, on all its addresses together. */
final class OpenConnections {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean full = new AtomicBoolean();

    /** Checks and counts in one step. */
    boolean admit(int most) {
        return open.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    /** One has ended: there is room again. */
    void release() {
        open.decrementAndGet();
        full.set(false);
    }

    /** Notes a refusal; {@code true} for the first since there was room. */
    boolean isFirstRefusal() {
        return full.compareAndSet(false, true);
    }
}
