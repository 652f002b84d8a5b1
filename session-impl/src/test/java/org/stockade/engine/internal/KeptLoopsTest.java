package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Transport.Turn;

class KeptLoopsTest {
    private final KeptLoops kept = new KeptLoops();
    private final Thread greedy = new Thread("greedy");
    private final Thread other = new Thread("other");

    @Test
    void threadInOneTurnForFiveSecondsShouldBeFoundOnce() {
        for (int look = 1; look <= 20; look++) {
            // The other loop turns and turns.
            List<Turn> now = List.of(new Turn(0, 7, greedy), new Turn(1, look, other));
            assertThat(kept.look(now))
                    .as("look %d", look)
                    .isEqualTo(look == KeptLoops.LOOKS ? List.of(greedy) : List.of());
        }
    }

    @Test
    void threadThatComesBackInEachTurnShouldBeFoundNever() {
        for (int look = 1; look <= 20; look++) {
            assertThat(kept.look(List.of(new Turn(0, look, greedy)))).isEmpty();
        }
    }

    @Test
    void lookWithoutItShouldBeginAnew() {
        for (int look = 1; look <= 20; look++) {
            boolean away = look % KeptLoops.LOOKS == 0;
            assertThat(kept.look(away ? List.of() : List.of(new Turn(0, 7, greedy)))).isEmpty();
        }
    }
}
