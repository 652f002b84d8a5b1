package org.stockade.engine.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** It is never fuller than it may be. */
class TimedCacheTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private final TimedCache<Integer, String> cache = new TimedCache<>(3, nanos::get);

    @Test
    void oldOnesShouldMakeRoomBeforeOthersDo() {
        cache.put(1, "old", Duration.ofSeconds(1));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        for (int i = 2; i <= 4; i++) {
            cache.put(i, "new", MINUTE);
        }
        assertThat(cache.size()).isEqualTo(3);
        assertThat(cache.get(2)).contains("new");
        cache.put(5, "newer", MINUTE);
        assertThat(cache.size()).isEqualTo(3);
        assertThat(cache.get(5)).contains("newer");
    }

    @Test
    void valueShouldGoWhenItsTimeIsOver() {
        cache.put(1, "a", MINUTE);
        nanos.addAndGet(MINUTE.toNanos());
        assertThat(cache.get(1)).isEmpty();
        assertThat(cache.size()).isZero();
    }

    @Test
    void noTimeShouldMeanNotKept() {
        cache.put(1, "a", Duration.ZERO);
        assertThat(cache.get(1)).isEmpty();
    }
}
