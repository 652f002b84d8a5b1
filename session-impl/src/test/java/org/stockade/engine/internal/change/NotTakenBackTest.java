package org.stockade.engine.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.access.PolicyChanges.Entry;

/** A commit that nobody confirmed, where the policy of before does not load: a port is taken. */
class NotTakenBackTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    @TempDir private Path state;

    private final FakeEngine engine = new FakeEngine();
    private final List<Entry> told = new ArrayList<>();

    /** A process that has started {@code a} and committed {@code b}. */
    private Changes committed() {
        Changes process = engine.process(state);
        assertThat(FakeEngine.start(process, "a")).isEmpty();
        assertThat(process.commit(FakeEngine.USER, "/etc/edge.yaml", "b", MINUTE).errors())
                .isEmpty();
        return process;
    }

    /** The next process, after the time to confirm. */
    private Changes late() {
        engine.now = engine.now.plusSeconds(61);
        engine.inForce = "";
        return engine.process(state);
    }

    private static List<String> kinds(Changes process) {
        return process.history().stream().map(Entry::kind).toList();
    }

    @Test
    void itShouldBeToldAndInTheHistoryOnceAndNotAtEachTry() {
        Changes process = committed();
        try (var telling = process.tell(told::add)) {
            engine.refused = Set.of("a");
            for (int tries = 0; tries < 3; tries++) {
                engine.timeComes();
                assertThat(engine.timers.getLast().after()).isEqualTo(AGAIN);
            }

            assertThat(told)
                    .singleElement()
                    .returns("not-taken-back", Entry::kind)
                    .returns(FakeEngine.USER, Entry::user)
                    .returns(PolicyDocument.hash("b"), Entry::hash)
                    .returns("cannot go back from 2: its port is taken", Entry::summary);
            assertThat(kinds(process)).containsExactly("not-taken-back", "commit", "start");

            engine.refused = Set.of();
            engine.timeComes();
            assertThat(engine.inForce).isEqualTo("a");
            assertThat(told).extracting(Entry::kind).containsExactly("not-taken-back", "expired");
        }
    }

    // The answer to the command has it, and so has whoever records commands.
    @Test
    void rollbackOfSomebodyThatFailsShouldNotBeToldAsWell() {
        Changes process = committed();
        try (var telling = process.tell(told::add)) {
            engine.refused = Set.of("a");
            assertThat(process.rollback("bob", OptionalLong.empty()).errors()).hasSize(1);
        }
        assertThat(told).isEmpty();
        assertThat(kinds(process)).containsExactly("commit", "start");
    }

    @Test
    void rollbackAfterwardsShouldNotLandOnIt() {
        Changes process = engine.process(state);
        assertThat(FakeEngine.start(process, "0")).isEmpty();
        assertThat(process.load("ann", "x", "a").errors()).isEmpty();
        assertThat(process.commit("ann", "x", "b", MINUTE).errors()).isEmpty();
        engine.refused = Set.of("a");
        engine.timeComes();
        engine.refused = Set.of();
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("a");

        assertThat(process.rollback("ann", OptionalLong.empty()).errors()).isEmpty();
        assertThat(engine.inForce).isEqualTo("0");
    }

    // A start in time goes on with the commit; that confirms nothing.
    @Test
    void rollbackShouldNotLandOnACommitThatAStartWentOnWith() {
        Changes first = engine.process(state);
        assertThat(FakeEngine.start(first, "0")).isEmpty();
        assertThat(first.load("ann", "x", "a").errors()).isEmpty();
        assertThat(first.commit("ann", "x", "b", MINUTE).errors()).isEmpty();
        Changes second = engine.process(state);
        assertThat(FakeEngine.start(second, "b")).isEmpty();
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("a");

        assertThat(second.rollback("ann", OptionalLong.empty()).errors()).isEmpty();
        assertThat(engine.inForce).isEqualTo("0");
    }

    // Else a restart would keep for good what nobody confirmed.
    @Test
    void startTooLateThatCannotGoBackShouldServeTheCommitAndTryAgain() {
        committed();
        engine.refused = Set.of("a");
        Changes second = late();
        assertThat(FakeEngine.start(second, "b")).isEmpty();

        assertThat(engine.inForce).isEqualTo("b");
        assertThat(second.pending().orElseThrow().left()).isZero();
        assertThat(engine.timers.getLast().after()).isEqualTo(AGAIN);
        second.tell(told::add).close();
        assertThat(told).extracting(Entry::kind).containsExactly("not-taken-back");
        assertThat(second.load("ann", "x", "c").errors())
                .singleElement()
                .asString()
                .contains("was not confirmed in time and cannot go back yet");

        engine.refused = Set.of();
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("a");
        assertThat(second.pending()).isEmpty();
    }

    @Test
    void startAtWhichNothingLoadsShouldLeaveTheWayBackToTheNext() {
        committed();
        engine.refusesAll = true;
        assertThat(FakeEngine.start(late(), "b")).isNotEmpty();

        engine.refusesAll = false;
        assertThat(FakeEngine.start(late(), "b")).isEmpty();
        assertThat(engine.inForce).isEqualTo("a");
    }

    // Neither serves any more; somebody has mended the file.
    @Test
    void startWhereNeitherLoadsShouldBeginWithWhatTheFileHasNow() {
        committed();
        engine.refused = Set.of("a", "b");
        Changes second = late();
        assertThat(FakeEngine.start(second, "c")).isEmpty();

        assertThat(engine.inForce).isEqualTo("c");
        assertThat(second.pending()).isEmpty();
        engine.refused = Set.of();
        assertThat(FakeEngine.start(late(), "c")).isEmpty();
        assertThat(engine.inForce).isEqualTo("c");
    }
}
