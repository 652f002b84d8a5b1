package org.stockade.transport;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

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

    /**
     * @param keptBytes most bytes kept for reuse: half of them in buffers of 16 KiB
     */
    public BufferPool(long keptBytes) {
        normal = new Shelf(NORMAL, keptBytes / 2);
        twofold = new Shelf(2 * NORMAL, keptBytes / 4);
        largest = new Shelf(LARGEST, keptBytes / 4);
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
        return shelf(atLeast).take();
    }

    /**
     * Takes a buffer back. The caller must not touch it, nor a view of it, again.
     *
     * @throws IllegalStateException if it is here already
     */
    public void giveBack(Lease lease) {
        shelf(lease.size()).put(lease);
    }

    /** How many buffers are in use now. */
    public long leased() {
        return normal.leased() + twofold.leased() + largest.leased();
    }

    /** How many buffers are kept for reuse now. */
    public int kept() {
        return normal.kept() + twofold.kept() + largest.kept();
    }

    private Shelf shelf(int size) {
        if (size <= NORMAL) {
            return normal;
        }
        return size <= 2 * NORMAL ? twofold : largest;
    }

    /**
     * Buffers of one size; the one used last is the next, while the caches still hold it. Nothing
     * in here waits, so that a monitor does no harm to a virtual thread.
     */
    private static final class Shelf {
        private final ArrayDeque<Lease> free = new ArrayDeque<>();
        private final int size;
        private final int most;
        private long leased;

        Shelf(int size, long keptBytes) {
            this.size = size;
            this.most = (int) Math.min(Integer.MAX_VALUE, keptBytes / size);
        }

        Lease take() {
            Lease found = takeKept();
            return found == null ? new Lease(size) : found;
        }

        private synchronized @Nullable Lease takeKept() {
            leased++;
            Lease found = free.pollFirst();
            if (found != null) {
                found.takeOut();
            }
            return found;
        }

        synchronized void put(Lease lease) {
            lease.putBack();
            leased--;
            if (free.size() < most) {
                free.addFirst(lease);
            }
        }

        synchronized long leased() {
            return leased;
        }

        synchronized int kept() {
            return free.size();
        }
    }
}
