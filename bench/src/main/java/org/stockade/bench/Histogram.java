package org.stockade.bench;

/**
 * Counts durations in buckets whose width grows with the value: what comes out is at most 1/128
 * more than what went in.
 */
final class Histogram {
    private static final int SUB = 128;
    private static final int SUB_BITS = 7;

    private final long[] counts = new long[(64 - SUB_BITS) * SUB];
    private long count;

    /** Counts one duration; a negative one counts as 0. */
    void add(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        count++;
    }

    long count() {
        return count;
    }

    /**
     * The least bound that so many of the values do not exceed.
     *
     * @param percent over 0, at most 100
     * @return nanoseconds; 0 if nothing was counted
     */
    long percentile(double percent) {
        long wanted = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return highest(i);
            }
        }
        return 0;
    }

    /** Below 256 each value has its own; above, 128 for each power of two. */
    private static int bucket(long value) {
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(value) - SUB_BITS - 1);
        return shift * SUB + (int) (value >>> shift);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, bucket / SUB - 1);
        long mantissa = bucket - (long) shift * SUB;
        return ((mantissa + 1) << shift) - 1;
    }
}
