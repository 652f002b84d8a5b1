package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stockade.engine.internal.match.Freshness;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.policy.Budgets;
import org.stockade.policy.DeploymentPolicy;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.Policy;
import org.stockade.policy.Policy.TransportChoice;

class GenerationRollTest {
    private static final Policy POLICY =
            new Policy(
                    Optional.empty(),
                    TransportChoice.AUTO,
                    GenerationLimits.DEFAULT,
                    DeploymentPolicy.ANY,
                    Budgets.DEFAULT,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    "");

    private final GenerationRoll roll = new GenerationRoll();

    private Generation made(long number) {
        Snapshot snapshot = Snapshot.of(Map.of(), Map.of(), Map.of());
        Generation made =
                new Generation(
                        number,
                        "edge",
                        POLICY,
                        snapshot,
                        new Outside(
                                InstantSource.system(),
                                new HostNames((by, host, told) -> false, System::nanoTime),
                                new Absences(List::of),
                                new Freshness((by, host, told) -> false)),
                        roll::ended);
        roll.add(made);
        return made;
    }

    @Test
    void retiredGenerationShouldLiveUntilItsLastSessionHasEnded() {
        Generation first = made(1);
        first.retain();
        first.retain();
        Generation second = made(2);
        assertThat(roll.old()).isEmpty();
        first.retire();
        assertThat(roll.alive()).containsExactly(first, second);
        assertThat(roll.old()).containsExactly(first);
        assertThat(first.sessions()).isEqualTo(2);
        first.release();
        assertThat(roll.old()).containsExactly(first);
        first.release();
        assertThat(roll.alive()).containsExactly(second);
        assertThat(roll.times(1)).isPresent();
    }

    // Numbers are given before a race for coming into force is decided.
    @Test
    void oldOnesShouldBeInTheOrderInWhichTheyWereReplaced() {
        Generation first = made(1);
        Generation second = made(2);
        first.retain();
        second.retain();
        second.retire();
        while (System.nanoTime() == second.retiredAt()) {
            Thread.onSpinWait();
        }
        first.retire();
        assertThat(roll.old()).containsExactly(second, first);
    }

    @Test
    void endedGenerationShouldBeForgottenWhenNothingOfItIsInMemory() {
        made(1).retire();
        made(2).retire();
        roll.forgetAllBut(Set.of(2L));
        assertThat(roll.times(1)).isEmpty();
        assertThat(roll.times(2)).isPresent();
    }

    @Test
    void discardedGenerationShouldLeaveNoTrace() {
        Generation loser = made(1);
        roll.discarded(loser);
        loser.discard();
        assertThat(roll.alive()).isEmpty();
        assertThat(roll.times(1)).isEmpty();
        assertThat(loser.retain()).isFalse();
    }
}
