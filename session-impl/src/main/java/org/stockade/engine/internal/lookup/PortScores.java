package org.stockade.engine.internal.lookup;

import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.stockade.endpoint.PortRange;

/**
 * What each port is worth to a rule. The first entry by low end that contains the port decides, a
 * narrower one before a wider: 2 where it is a single port, 1 where it is a range.
 */
final class PortScores {
    private static final PortScores NONE = new PortScores(new long[0]);

    /**
     * Disjoint and ascending, the ports of each entry that no earlier one decides: from the upper
     * half on, up to the port in the lower half without its last two bits, which are the score.
     */
    private final long[] decided;

    private PortScores(long[] decided) {
        this.decided = decided;
    }

    static PortScores of(List<PortRange> ranges) {
        if (ranges.isEmpty()) {
            return NONE;
        }
        LongStream.Builder decided = LongStream.builder();
        int next = 0;
        for (PortRange range : byLowEnd(ranges)) {
            // What lies below the end of an earlier entry, and not below this one's low end, is in
            // that earlier entry.
            if (range.high() >= next) {
                long low = Math.max(next, range.low());
                decided.add(low << 32 | range.high() << 2 | (range.isSingle() ? 2 : 1));
                next = range.high() + 1;
            }
        }
        return new PortScores(decided.build().toArray());
    }

    private static List<PortRange> byLowEnd(List<PortRange> ranges) {
        return ranges.stream()
                .sorted(Comparator.comparingInt(PortRange::low).thenComparingInt(PortRange::high))
                .toList();
    }

    /** Whether the rule names no port. */
    boolean isEmpty() {
        return decided.length == 0;
    }

    /** 2, 1, or 0 where no entry contains the port. */
    int of(int port) {
        if (decided.length == 0) {
            return 0;
        }
        int at = 0;
        for (int left = decided.length; left > 1; ) {
            int half = left >>> 1;
            at += decided[at + half] >>> 32 <= port ? half : 0;
            left -= half;
        }
        long entry = decided[at];
        return entry >>> 32 <= port && port <= (int) entry >>> 2 ? (int) entry & 3 : 0;
    }

    /** The most that any port is worth. */
    int highest() {
        return (int) LongStream.of(decided).map(entry -> entry & 3).max().orElse(0);
    }
}
