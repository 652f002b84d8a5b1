package org.stockade.engine.internal.perloop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A number that is the sum of one for each loop, up to a limit that is exact. Each loop takes leave
 * to count from a common stock, some at a time, and keeps what is given back for the next; only
 * when stock and its own are used up does it look at what the others keep. Any thread.
 */
public final class LoopCount {
    /** Ints between two loops, so that no two share a cache line, nor one fetched with it. */
    private static final int APART = 32;

    /** The share of the limit that a loop takes at a time. */
    private static final int BLOCKS = 256;

    private final int block;
    private final AtomicInteger stock;

    /** Of each loop: how many it has counted, and beside that how many it may still count. */
    private final AtomicIntegerArray numbers = new AtomicIntegerArray((Loops.PLACES + 1) * APART);

    /**
     * Zero.
     *
     * @param most that {@link #add} counts to
     */
    public LoopCount(int most) {
        block = Math.max(1, most / BLOCKS);
        stock = new AtomicInteger(most);
    }

    private static int counted(int place) {
        return (place + 1) * APART;
    }

    private static int spare(int place) {
        return counted(place) + 1;
    }

    /** One more, unless there are as many as there may be; whether it was counted. */
    public boolean add(int loop) {
        int place = Loops.place(loop);
        if (takesSpare(place) || takesFromStock(place) || takesFromOthers()) {
            numbers.getAndIncrement(counted(place));
            return true;
        }
        return false;
    }

    private boolean takesSpare(int place) {
        int spare = spare(place);
        return numbers.getAndUpdate(spare, now -> now > 0 ? now - 1 : now) > 0;
    }

    private boolean takesFromStock(int place) {
        int taken = Math.min(block, stock.getAndUpdate(now -> now - Math.min(block, now)));
        if (taken > 1) {
            numbers.getAndAdd(spare(place), taken - 1);
        }
        return taken > 0;
    }

    private boolean takesFromOthers() {
        for (int place = 0; place < Loops.PLACES; place++) {
            if (takesSpare(place)) {
                return true;
            }
        }
        return false;
    }

    /** So many less. */
    public void remove(int loop, int many) {
        int place = Loops.place(loop);
        numbers.getAndAdd(counted(place), -many);
        int kept = numbers.addAndGet(spare(place), many);
        // What a loop does not need soon is for all.
        while (kept > 2 * block) {
            if (numbers.compareAndSet(spare(place), kept, block)) {
                stock.getAndAdd(kept - block);
            }
            kept = numbers.get(spare(place));
        }
    }

    /** One less. */
    public void remove(int loop) {
        remove(loop, 1);
    }

    /** All together; what changes meanwhile is in it or not. */
    public int sum() {
        int sum = 0;
        for (int place = 0; place < Loops.PLACES; place++) {
            sum += numbers.get(counted(place));
        }
        return sum;
    }
}
