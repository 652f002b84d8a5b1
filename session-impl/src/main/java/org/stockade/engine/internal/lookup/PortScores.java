package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.stockade.endpoint.PortRange;

/**
 * What each port is worth to a rule. The first entry by low end that contains the port decides, a
 * narrower one before a wider: 2 where it is a single port, 1 where it is a range.
 */
final class PortScores {
    /** Disjoint and ascending: where the ports of an entry start that no earlier one decides. */
    private final int[] starts;

    private final int[] ends;
    private final int[] scores;

    PortScores(List<PortRange> ranges) {
        List<PortRange> decided = new ArrayList<>();
        List<Integer> worth = new ArrayList<>();
        int next = 0;
        for (PortRange range : byLowEnd(ranges)) {
            // Whatever lies below here and not below its low end is in an entry that came earlier.
            if (range.high() >= next) {
                decided.add(new PortRange(Math.max(next, range.low()), range.high()));
                worth.add(range.isSingle() ? 2 : 1);
                next = range.high() + 1;
            }
        }
        starts = decided.stream().mapToInt(PortRange::low).toArray();
        ends = decided.stream().mapToInt(PortRange::high).toArray();
        scores = worth.stream().mapToInt(score -> score).toArray();
    }

    private static List<PortRange> byLowEnd(List<PortRange> ranges) {
        return ranges.stream()
                .sorted(Comparator.comparingInt(PortRange::low).thenComparingInt(PortRange::high))
                .toList();
    }

    /** Whether the rule names no port. */
    boolean isEmpty() {
        return scores.length == 0;
    }

    /** 2, 1, or 0 where no entry contains the port. */
    int of(int port) {
        int at = Arrays.binarySearch(starts, port);
        int before = at >= 0 ? at : -at - 2;
        return before >= 0 && port <= ends[before] ? scores[before] : 0;
    }

    /** The most that any port is worth. */
    int highest() {
        return Arrays.stream(scores).max().orElse(0);
    }
}
