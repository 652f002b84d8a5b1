package org.stockade.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for a few instructions that both an event loop's own thread and virtual threads take. A
 * monitor, or a lock with a queue, would be handed to a virtual thread that waits for its turn on
 * the very loop that waits behind it: neither would ever go on.
 *
 * <p>Who holds it must not wait, allocate much, or call code of others. Not reentrant.
 */
public final class SpinLock {
    private static final int SPINS = 1000;

    private final AtomicBoolean held = new AtomicBoolean();

    /** Free at first. */
    public SpinLock() {}

    public void lock() {
        for (int spins = 0; held.getAndSet(true); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                // Its holder was taken off its processor.
                LockSupport.parkNanos(this, 10_000);
            }
        }
    }

    /** By whoever holds it. */
    public void unlock() {
        held.set(false);
    }
}
