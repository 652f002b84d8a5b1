package org.stockade.engine.internal;

import java.net.InetAddress;
import org.stockade.engine.internal.SourceCounts.Source;

/**
 * How many connections a listener of the policy has open, on all its addresses together. Its
 * monitor is held for a few instructions, within which nothing waits.
 */
final class OpenConnections {
    private final SourceCounts sources = new SourceCounts(SourceCounts.MOST);
    private int open;
    private boolean full;

    /** Checks and counts in one step. */
    synchronized boolean admit(int most, int mostPerSource, InetAddress from) {
        Source source = Source.of(from);
        if (open >= most || sources.of(source) >= mostPerSource || !sources.hasRoomFor(source)) {
            return false;
        }
        open++;
        sources.add(source);
        return true;
    }

    /** One from there has ended: there is room again. */
    synchronized void release(InetAddress from) {
        open--;
        sources.remove(Source.of(from));
        full = false;
    }

    /** Whether so many are open. */
    synchronized boolean hasReached(int most) {
        return open >= most;
    }

    /** Notes a refusal; {@code true} for the first since there was room. */
    synchronized boolean isFirstRefusal() {
        boolean first = !full;
        full = true;
        return first;
    }
}
