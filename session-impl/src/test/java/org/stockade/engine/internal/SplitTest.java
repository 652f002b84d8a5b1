package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    @Test
    void tenPercentShouldBeTheTenthOfEachTen() {
        Split split = new Split(10);
        assertThat(IntStream.range(0, 1000).filter(i -> split.next()).toArray())
                .containsExactly(IntStream.range(0, 100).map(i -> i * 10 + 9).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 33, 50})
    void eachHundredShouldHaveExactlyTheShareNeverMoreThanThatAhead(int share) {
        Split split = new Split(share);
        int there = 0;
        for (int i = 1; i <= 10_000; i++) {
            there += split.next() ? 1 : 0;
            assertThat(there).isEqualTo(i * share / 100);
        }
    }

    @Test
    void threadsAtOnceShouldStillGetExactlyTheShare() {
        Split split = new Split(10);
        AtomicInteger there = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.execute(
                        () -> {
                            for (int each = 0; each < 1000; each++) {
                                if (split.next()) {
                                    there.incrementAndGet();
                                }
                            }
                        });
            }
        }
        assertThat(there).hasValue(2000);
    }
}
