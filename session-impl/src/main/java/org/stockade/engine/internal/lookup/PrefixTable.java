package org.stockade.engine.internal.lookup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the longest prefix that a word begins with, by number: 0, 1 and so on in their order.
 *
 * <p>Nested or not, prefixes cut all words into at most twice as many ranges and one more, each
 * with one longest prefix. A look-up is one binary search over where ranges start. Immutable.
 */
final class PrefixTable {
    static final int NONE = -1;

    private final List<Prefix> prefixes;
    private final int[] wider;

    /** Starts of the ranges, compared as signed numbers: their first bit is flipped. */
    private final long[] high;

    /** Likewise the bits behind; empty where no range needs them. */
    private final long[] low;

    /** The longest prefix of each range, or {@link #NONE}. */
    private final int[] longest;

    PrefixTable(Collection<Prefix> all) {
        prefixes = List.copyOf(new TreeSet<>(all));
        wider = new int[prefixes.size()];
        Ranges ranges = new Ranges();
        Deque<Integer> around = new ArrayDeque<>();
        for (int number = 0; number < wider.length; number++) {
            Prefix prefix = prefixes.get(number);
            while (!around.isEmpty() && !prefixes.get(around.element()).covers(prefix)) {
                leave(around, ranges);
            }
            wider[number] = around.isEmpty() ? NONE : around.element();
            around.push(number);
            ranges.from(prefix, number);
        }
        while (!around.isEmpty()) {
            leave(around, ranges);
        }
        high = ranges.starts.stream().mapToLong(start -> flipped(start.high())).toArray();
        low =
                ranges.starts.stream().allMatch(start -> start.low() == 0)
                        ? new long[0]
                        : ranges.starts.stream().mapToLong(start -> flipped(start.low())).toArray();
        longest = ranges.longest.stream().mapToInt(number -> number).toArray();
    }

    private void leave(Deque<Integer> around, Ranges ranges) {
        Prefix behind = prefixes.get(around.pop()).next();
        if (behind.high() != 0 || behind.low() != 0) {
            ranges.from(behind, around.isEmpty() ? NONE : around.element());
        }
    }

    private static long flipped(long word) {
        return word ^ Long.MIN_VALUE;
    }

    int size() {
        return wider.length;
    }

    /** The number of a prefix that is here. */
    int number(Prefix prefix) {
        return Collections.binarySearch(prefixes, prefix);
    }

    /** The number of the longest prefix of this word, or {@link #NONE}. */
    int find(long wordHigh, long wordLow) {
        long first = flipped(wordHigh);
        int at = 0;
        if (low.length == 0) {
            for (int left = high.length; left > 1; ) {
                int half = left >>> 1;
                at += high[at + half] <= first ? half : 0;
                left -= half;
            }
            return longest[at];
        }
        long second = flipped(wordLow);
        for (int left = high.length; left > 1; ) {
            int half = left >>> 1;
            long start = high[at + half];
            if (start < first || (start == first && low[at + half] <= second)) {
                at += half;
            }
            left -= half;
        }
        return longest[at];
    }

    /** The next shorter prefix that a prefix begins with, or {@link #NONE}. */
    int wider(int number) {
        return wider[number];
    }

    /** How many bits a prefix has. */
    int length(int number) {
        return prefixes.get(number).length();
    }

    /** While it is built: where each range starts, and its longest prefix. */
    private static final class Ranges {
        final List<Prefix> starts = new ArrayList<>();
        final List<Integer> longest = new ArrayList<>();

        Ranges() {
            from(new Prefix(0, 0, 0), NONE);
        }

        /** From here on, until said otherwise. Starts come in their order, perhaps twice. */
        void from(Prefix start, int number) {
            int last = starts.size() - 1;
            if (last >= 0
                    && starts.get(last).high() == start.high()
                    && starts.get(last).low() == start.low()) {
                longest.set(last, number);
            } else {
                starts.add(start);
                longest.add(number);
            }
        }
    }
}
