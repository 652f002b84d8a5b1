package org.stockade.engine.internal;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stockade.engine.internal.SourceCounts.Source;
import org.stockade.transport.SpinLock;

/** How many connections a listener of the policy has open, on all its addresses together. */
final class OpenConnections {
    private final SpinLock lock = new SpinLock();
    private final SourceCounts sources = new SourceCounts(SourceCounts.MOST);
    private final AtomicBoolean full = new AtomicBoolean();

    /** Changed by who has the lock. */
    private volatile int open;

    /** Checks and counts in one step. */
    boolean admit(int most, int mostPerSource, InetAddress from) {
        Source source = Source.of(from);
        lock.lock();
        try {
            int now = open;
            if (now >= most || !sources.addBelow(source, mostPerSource)) {
                return false;
            }
            open = now + 1;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One from there has ended: there is room again. */
    void release(InetAddress from) {
        Source source = Source.of(from);
        lock.lock();
        try {
            open = open - 1;
            sources.remove(source);
        } finally {
            lock.unlock();
        }
        if (full.get()) {
            full.set(false);
        }
    }

    /** Whether so many are open. */
    boolean hasReached(int most) {
        return open >= most;
    }

    /** Notes a refusal; {@code true} for the first since there was room. */
    boolean isFirstRefusal() {
        return full.compareAndSet(false, true);
    }
}
