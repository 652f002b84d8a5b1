package org.stockade.transport;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Direct buffers for endpoints: 16 KiB as a rule, 32 and 64 KiB for heads that are incomplete.
 *
 * <p>Keeps a bounded number of them; one more is left to the garbage collector. No buffer is
 * cleared: whoever leases it sees only what it has put there itself, through limits.
 */
public final class BufferPool {
    /** Size of a buffer as a rule. */
    public static final int NORMAL = 16 * 1024;

    /** Size of the largest, and so the most that an endpoint keeps unread. */
    public static final int LARGEST = 64 * 1024;

    private final Shelf normal;
    private final Shelf twofold;
    private final Shelf largest;
    private final LongAdder leased = new LongAdder();

    /**
     * @param keptBytes most bytes kept for reuse; three quarters of them in buffers of 16 KiB
     */
    public BufferPool(long keptBytes) {
        normal = new Shelf(NORMAL, keptBytes / 4 * 3);
        twofold = new Shelf(2 * NORMAL, keptBytes / 8);
        largest = new Shelf(LARGEST, keptBytes / 8);
    }

    /**
     * A buffer with room for so many bytes.
     *
     * @throws IllegalArgumentException if that is more than 64 KiB
     */
    public Lease lease(int atLeast) {
        if (atLeast > LARGEST) {
            throw new IllegalArgumentException(
                    "a buffer of " + atLeast + " bytes was asked for; at most " + LARGEST);
        }
        Lease found = shelf(atLeast).take();
        leased.increment();
        return found;
    }

    /**
     * Takes a buffer back. The caller must not touch it, nor a view of it, again.
     *
     * @throws IllegalStateException if it is here already
     */
    public void giveBack(Lease lease) {
        lease.putBack();
        leased.decrement();
        shelf(lease.size()).put(lease);
    }

    /** How many buffers are in use now. */
    public long leased() {
        return leased.sum();
    }

    /** How many buffers are kept for reuse now. */
    public int kept() {
        return normal.kept.get() + twofold.kept.get() + largest.kept.get();
    }

    private Shelf shelf(int size) {
        if (size <= NORMAL) {
            return normal;
        }
        return size <= 2 * NORMAL ? twofold : largest;
    }

    /** Buffers of one size; the one used last is the next, while the caches still hold it. */
    private static final class Shelf {
        private final Deque<Lease> free = new ConcurrentLinkedDeque<>();
        private final AtomicInteger kept = new AtomicInteger();
        private final int size;
        private final int most;

        Shelf(int size, long keptBytes) {
            this.size = size;
            this.most = (int) Math.min(Integer.MAX_VALUE, keptBytes / size);
        }

        Lease take() {
            Lease found = free.pollFirst();
            if (found == null) {
                return new Lease(size);
            }
            kept.decrementAndGet();
            found.takeOut();
            return found;
        }

        void put(Lease lease) {
            if (kept.incrementAndGet() > most) {
                kept.decrementAndGet();
                return;
            }
            free.addFirst(lease);
        }
    }
}
