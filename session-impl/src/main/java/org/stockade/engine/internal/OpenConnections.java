package org.stockade.engine.internal;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.stockade.engine.internal.SourceCounts.Source;
import org.stockade.transport.SpinLock;

/** How many connections a listener of the policy has open, on all its addresses together. */
final class OpenConnections {
    private final SpinLock lock = new SpinLock();
    private final SourceCounts sources = new SourceCounts(SourceCounts.MOST);
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicInteger open = new AtomicInteger();

    /** Checks and counts in one step. */
    boolean admit(int most, int mostPerSource, InetAddress from) {
        Source source = Source.of(from);
        lock.lock();
        try {
            boolean room =
                    open.get() < most
                            && sources.of(source) < mostPerSource
                            && sources.hasRoomFor(source);
            if (room) {
                open.incrementAndGet();
                sources.add(source);
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    /** One from there has ended: there is room again. */
    void release(InetAddress from) {
        Source source = Source.of(from);
        lock.lock();
        try {
            open.decrementAndGet();
            sources.remove(source);
        } finally {
            lock.unlock();
        }
        full.set(false);
    }

    /** Whether so many are open. */
    boolean hasReached(int most) {
        return open.get() >= most;
    }

    /** Notes a refusal; {@code true} for the first since there was room. */
    boolean isFirstRefusal() {
        return full.compareAndSet(false, true);
    }
}
