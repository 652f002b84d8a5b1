package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stockade.chain.Targets.State;
import org.stockade.endpoint.SockAddr;

/** A protocol that names its targets must not make it grow. */
class TargetTableTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private final TargetTable table = new TargetTable("web", nanos::get);

    private static SockAddr target(int number) {
        return SockAddr.of("203.0.113.1", 1 + number);
    }

    @Test
    void onlySoManyShouldBeRememberedAndOldOnesMakeRoom() {
        for (int i = 0; i <= TargetTable.MOST; i++) {
            table.markDown(target(i), MINUTE);
        }
        assertThat(table.known()).hasSize(TargetTable.MOST);
        assertThat(table.state(target(TargetTable.MOST))).isEqualTo(State.UP);

        nanos.addAndGet(MINUTE.toNanos());
        table.markDown(target(TargetTable.MOST), MINUTE);
        assertThat(table.known()).containsExactly(target(TargetTable.MOST));
    }

    @Test
    void onlySoManyShouldBeCountedAndIdleOnesMakeRoom() {
        for (int i = 0; i < TargetTable.MOST; i++) {
            table.counter(target(i)).incrementAndGet();
        }
        table.counter(target(5000)).incrementAndGet();
        assertThat(table.connections(target(5000))).isZero();

        table.counter(target(0)).decrementAndGet();
        table.counter(target(5000)).incrementAndGet();
        assertThat(table.connections(target(5000))).isEqualTo(1);
        assertThat(table.known()).hasSize(TargetTable.MOST);
    }

    @Test
    void serverThatWorksShouldBeForgotten() {
        table.markDown(target(1), MINUTE);
        assertThat(table.downFor(target(1))).contains(MINUTE);
        table.markUp(target(1));
        assertThat(table.downFor(target(1))).isEmpty();
    }

    @Test
    void serverThatCameBackShouldGetAGrowingShare() {
        Duration ten = Duration.ofSeconds(10);
        table.watched(target(1), true, "", ten);
        assertThat(table.share(target(1))).as("good from the beginning").isEqualTo(100);
        table.watched(target(1), false, "refused", ten);
        assertThat(table.state(target(1))).isEqualTo(State.UNHEALTHY);
        assertThat(table.check(target(1))).isEqualTo("refused");
        table.watched(target(1), true, "", ten);
        assertThat(table.state(target(1))).isEqualTo(State.UP);
        assertThat(table.share(target(1))).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        table.watched(target(1), true, "", ten);
        assertThat(table.share(target(1))).isEqualTo(40);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(table.share(target(1))).isEqualTo(100);
    }
}
