package org.stockade.engine.internal.perloop;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** A number that is the sum of one for each loop. Any thread. */
public final class LoopCount {
    /** Ints between two numbers, so that no two share a cache line, nor one fetched with it. */
    private static final int APART = 32;

    private final AtomicIntegerArray counts = new AtomicIntegerArray((Loops.PLACES + 1) * APART);

    /** Zero. */
    public LoopCount() {}

    private static int index(int loop) {
        return (Loops.place(loop) + 1) * APART;
    }

    /** One more. */
    public void add(int loop) {
        counts.getAndIncrement(index(loop));
    }

    /**
     * One more, unless there are so many. Loops that ask at the same moment may each get the last
     * one: there are at most as many too many as there are loops less one.
     *
     * @return whether it was counted
     */
    public boolean addBelow(int loop, int most) {
        int index = index(loop);
        // While no loop has more than its share, all together have no more than they may.
        if (counts.get(index) >= most / Loops.PLACES && sum() >= most) {
            return false;
        }
        counts.getAndIncrement(index);
        return true;
    }

    /** One less. */
    public void remove(int loop) {
        counts.getAndDecrement(index(loop));
    }

    /** So many more, or fewer. */
    public void change(int loop, int by) {
        counts.getAndAdd(index(loop), by);
    }

    /** All together; what changes meanwhile is in it or not. */
    public int sum() {
        int sum = 0;
        for (int place = 0; place < Loops.PLACES; place++) {
            sum += counts.get(index(place));
        }
        return sum;
    }
}
