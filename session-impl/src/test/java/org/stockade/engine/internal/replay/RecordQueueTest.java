package org.stockade.engine.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of all loops: none lost, none too many, in the order in which they came. */
class RecordQueueTest {
    private final RecordQueue queue = new RecordQueue(40);

    private boolean offer(int loop, String line) {
        return queue.offer(loop, line.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> takeAll() {
        return queue.takeAll().stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void linesOfSeveralLoopsShouldComeInTheirOrder() {
        offer(3, "first");
        offer(0, "second");
        offer(3, "third");
        assertThat(queue.size()).isEqualTo(3);
        assertThat(takeAll()).containsExactly("first", "second", "third");
        assertThat(queue.size()).isZero();
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void moreThanMayWaitShouldBeRefusedUntilSomeAreTaken() {
        for (int i = 0; i < 40; i++) {
            assertThat(offer(i % 3, "line " + i)).isTrue();
        }
        assertThat(offer(1, "one too many")).isFalse();
        assertThat(offer(9, "and another")).isFalse();
        assertThat(takeAll()).hasSize(40).startsWith("line 0").endsWith("line 39");
        assertThat(offer(1, "again")).isTrue();
    }
}
