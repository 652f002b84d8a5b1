package org.stockade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 257, 511, 512, 1_000_000, 123_456_789_012L, 1L << 62})
    void oneValueShouldComeOutWithinItsBucketAndNeverLess(long value) {
        Histogram histogram = new Histogram();
        histogram.add(value);
        assertThat(histogram.percentile(50)).isBetween(value, value + value / 128);
    }

    @Test
    void percentilesShouldBeThoseOfTheSortedValues() {
        Histogram histogram = new Histogram();
        for (int i = 1; i <= 1000; i++) {
            histogram.add(i % 200);
        }
        // Values up to 255 have buckets of their own: each of 0 to 199 is there five times.
        assertThat(histogram.percentile(50)).isEqualTo(99);
        assertThat(histogram.percentile(99)).isEqualTo(197);
        assertThat(histogram.percentile(99.9)).isEqualTo(199);
        assertThat(histogram.count()).isEqualTo(1000);
    }

    @Test
    void percentileOfNothingShouldBeZero() {
        assertThat(new Histogram().percentile(99)).isZero();
    }
}
