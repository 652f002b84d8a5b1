package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineTimerTest {
    @Test
    void lookThatFailsShouldKeepNeitherAnotherNorItselfFromTheNextTurn() throws Exception {
        CountDownLatch failed = new CountDownLatch(3);
        CountDownLatch other = new CountDownLatch(3);
        try (EngineTimer timer = new EngineTimer()) {
            timer.every(
                    Duration.ofMillis(1),
                    () -> {
                        failed.countDown();
                        throw new IllegalStateException("this one fails");
                    },
                    other::countDown);

            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
