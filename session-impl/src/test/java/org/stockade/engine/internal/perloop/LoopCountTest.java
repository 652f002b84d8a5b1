package org.stockade.engine.internal.perloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One number, wherever its parts are counted. */
class LoopCountTest {
    @Test
    void loopsShouldCountTogether() {
        LoopCount count = new LoopCount(100);
        count.add(0);
        count.add(1);
        // More loops than places: the first is shared.
        count.add(Loops.PLACES);
        assertThat(count.sum()).isEqualTo(3);
        count.remove(0);
        count.remove(1, 1);
        assertThat(count.sum()).isEqualTo(1);
    }

    @Test
    void limitShouldHoldForAllTogether() {
        for (int most : List.of(0, 1, 2, 40, 1024, 50_000)) {
            LoopCount below = new LoopCount(most);
            int taken = 0;
            for (int i = 0; i < most + 50; i++) {
                taken += below.add(i % 5) ? 1 : 0;
            }
            assertThat(taken).isEqualTo(most);
            assertThat(below.add(7)).isFalse();
        }
    }

    // Nobody takes a place that is given back on another loop twice.
    @Test
    void whatIsGivenBackShouldBeThereForAnyLoop() {
        for (int most : List.of(1, 300, 5000)) {
            LoopCount count = new LoopCount(most);
            for (int i = 0; i < most; i++) {
                assertThat(count.add(0)).isTrue();
            }
            assertThat(count.add(1)).isFalse();
            count.remove(0, most);
            for (int i = 0; i < most; i++) {
                assertThat(count.add(1)).isTrue();
            }
            assertThat(count.add(0)).isFalse();
        }
    }

    @Test
    void manyThreadsShouldNeitherLoseACountNorExceedTheLimit() throws Exception {
        int most = 600;
        LoopCount count = new LoopCount(most);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int loop = 0; loop < 4; loop++) {
            int at = loop;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int round = 0; round < 500; round++) {
                                            int taken = 0;
                                            while (taken < 200 && count.add(at)) {
                                                taken++;
                                                int now = held.incrementAndGet();
                                                highest.accumulateAndGet(now, Math::max);
                                            }
                                            for (; taken > 0; taken--) {
                                                held.decrementAndGet();
                                                count.remove(at);
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(count.sum()).isZero();
        assertThat(highest.get()).isBetween(200, most);
        for (int i = 0; i < most; i++) {
            assertThat(count.add(5)).isTrue();
        }
        assertThat(count.add(5)).isFalse();
    }
}
