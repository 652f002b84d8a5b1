package org.stockade.transport;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread waits for one thing.
 *
 * <p>The waiter calls {@link #shut()}, then arranges for somebody to {@link #open()}, then parks
 * until it finds the gate open. Whoever changes what the waiter has to look at calls {@link
 * #poke()}. Threads may be virtual or not.
 */
public final class Gate {
    /** Longer waits than this, some 30 years, have no timer. */
    private static final long FOR_EVER = 1_000_000_000_000_000_000L;

    private static final long UNTIMED = 0;

    private volatile @Nullable Thread waiter;
    private volatile boolean open;

    /** When the waiter wants to be woken, as of {@link System#nanoTime}. */
    private volatile long due = UNTIMED;

    /** Makes the calling thread the waiter, and the gate shut. */
    public void shut() {
        open = false;
        waiter = Thread.currentThread();
    }

    /** What was waited for has come. Any thread. */
    public void open() {
        open = true;
        poke();
    }

    /** Makes the waiter look again. Any thread. */
    public void poke() {
        Thread parked = waiter;
        if (parked != null) {
            LockSupport.unpark(parked);
        }
    }

    public boolean isOpen() {
        return open;
    }

    /** Parks for so long at most; may return early for no reason. */
    public void park(long nanos) {
        if (nanos >= FOR_EVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /**
     * Likewise, but leaves the time to somebody who calls {@link #tick} now and then: a timer of
     * its own for each wait would cost as much as all the rest of a wait.
     */
    void parkUntilTick(long at) {
        due = at == UNTIMED ? at + 1 : at;
        LockSupport.park(this);
        due = UNTIMED;
    }

    /** Wakes the waiter if its time has come. */
    public void tick(long now) {
        long at = due;
        if (at != UNTIMED && at - now <= 0) {
            poke();
        }
    }

    /** The wait is over: later pokes find nobody. */
    public void leave() {
        waiter = null;
    }
}
