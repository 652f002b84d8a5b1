package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CollectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void requestsShouldBeFewAndTheirWaitsLonger() {
        List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
        new Collector(
                        atMost -> {
                            waits.add(atMost);
                            return false;
                        })
                .run(PATIENCE);
        assertThat(waits).hasSizeBetween(1, 8).startsWith(Duration.ofMillis(50));
        assertThat(waits).isSorted();
    }

    @Test
    void runShouldEndWhenAllIsCollectedAndBeOnAThreadOfItsOwn() {
        AtomicInteger rounds = new AtomicInteger();
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        new Collector(
                        atMost -> {
                            threads.add(Thread.currentThread().getName());
                            return rounds.incrementAndGet() == 2;
                        })
                .run(PATIENCE);
        assertThat(rounds).hasValue(2);
        assertThat(threads).containsOnly("stockade-unload-check");
    }

    @Test
    void noTimeShouldMeanNoRequest() {
        AtomicInteger rounds = new AtomicInteger();
        new Collector(atMost -> rounds.incrementAndGet() < 0).run(Duration.ZERO);
        assertThat(rounds).hasValue(0);
    }

    @Test
    void secondCallerShouldHaveARunOfItsOwn() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Collector collector = new Collector(atMost -> runs.incrementAndGet() > 0);
        Thread other = Thread.ofPlatform().start(() -> collector.run(PATIENCE));
        collector.run(PATIENCE);
        other.join();
        assertThat(runs).hasValue(2);
    }
}
