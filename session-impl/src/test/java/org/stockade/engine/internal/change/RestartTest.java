package org.stockade.engine.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.access.PolicyChanges.Entry;
import org.stockade.access.PolicyChanges.Fallback;

/** What a start begins with, after a process that may have ended anywhere. */
class RestartTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir private Path state;

    private final FakeEngine engine = new FakeEngine();

    /** A process that has started {@code a} and committed {@code b}, and was halted then. */
    private void haltedAfterCommit() {
        Changes first = engine.process(state);
        assertThat(FakeEngine.start(first, "a")).isEmpty();
        assertThat(first.commit(FakeEngine.USER, "/etc/edge.yaml", "b", MINUTE).errors()).isEmpty();
        engine.bundle = "2.0";
        engine.inForce = "";
    }

    @Test
    void startInTimeShouldGoOnWithTheCommitForTheRest() {
        haltedAfterCommit();
        engine.now = engine.now.plusSeconds(20);
        Changes second = engine.process(state);

        assertThat(FakeEngine.start(second, "b")).isEmpty();

        assertThat(engine.inForce).isEqualTo("b");
        assertThat(engine.timers.getLast().after()).isEqualTo(Duration.ofSeconds(40));
        assertThat(second.pending()).isPresent();
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("a");
        assertThat(engine.bundle).isEqualTo("1.0");
    }

    @Test
    void startTooLateShouldBeginWithPolicyAndBundlesOfBefore() {
        haltedAfterCommit();
        engine.now = engine.now.plusSeconds(61);
        Changes second = engine.process(state);

        assertThat(FakeEngine.start(second, "b")).isEmpty();

        assertThat(engine.inForce).isEqualTo("a");
        assertThat(engine.bundle).isEqualTo("1.0");
        assertThat(second.pending()).isEmpty();
        assertThat(second.fallback().map(Fallback::refused)).contains("/etc/edge.yaml");
    }

    // Who keeps the record of acts comes after the start that went back.
    @Test
    void wayBackAtAStartShouldBeToldOnceToWhoAsksLater() {
        haltedAfterCommit();
        engine.now = engine.now.plusSeconds(61);
        Changes second = engine.process(state);
        assertThat(FakeEngine.start(second, "b")).isEmpty();

        List<Entry> told = new ArrayList<>();
        second.tell(told::add).close();
        assertThat(told)
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.kind()).isEqualTo("expired");
                            assertThat(entry.summary()).startsWith("back from ");
                        });
        second.tell(told::add).close();
        assertThat(told).hasSize(1);
    }

    @Test
    void wayBackOfAProcessShouldBeToldWhenItGoes() {
        Changes changes = engine.process(state);
        assertThat(FakeEngine.start(changes, "a")).isEmpty();
        List<Entry> told = new ArrayList<>();
        try (var telling = changes.tell(told::add)) {
            assertThat(changes.commit(FakeEngine.USER, "/etc/edge.yaml", "b", MINUTE).errors())
                    .isEmpty();
            assertThat(changes.rollback("bob", OptionalLong.empty()).errors()).isEmpty();
            assertThat(told).as("somebody's own act").isEmpty();

            assertThat(changes.commit(FakeEngine.USER, "/etc/edge.yaml", "b", MINUTE).errors())
                    .isEmpty();
            engine.timeComes();
            assertThat(told).extracting(Entry::user).containsExactly(FakeEngine.USER);
        }
    }

    // The file still has it: without this a second restart would bring it back for good.
    @Test
    void whatWasTakenBackShouldNotBeStartedAgainByItself() {
        haltedAfterCommit();
        engine.now = engine.now.plusSeconds(61);
        assertThat(FakeEngine.start(engine.process(state), "b")).isEmpty();

        engine.bundle = "2.0"; // The deploy folder brings its jar again, too.
        Changes third = engine.process(state);
        assertThat(FakeEngine.start(third, "b")).isEmpty();

        assertThat(engine.inForce).isEqualTo("a");
        assertThat(engine.bundle).isEqualTo("1.0");
        assertThat(third.fallback().orElseThrow().errors().getFirst())
                .contains("ann loaded", "was taken back", "policy load");

        // Whoever asks for it by name means it.
        assertThat(third.load("ann", "/etc/edge.yaml", "b").errors()).isEmpty();
        assertThat(FakeEngine.start(engine.process(state), "b")).isEmpty();
        assertThat(engine.inForce).isEqualTo("b");
    }

    @Test
    void bundleThatSomebodyBringsAgainShouldNotBeHeldBack() {
        haltedAfterCommit();
        engine.now = engine.now.plusSeconds(61);
        Changes second = engine.process(state);
        assertThat(FakeEngine.start(second, "b")).isEmpty();

        engine.bundle = "2.0";
        second.bundlesChanged();
        engine.timeComes();
        assertThat(FakeEngine.start(engine.process(state), "a")).isEmpty();

        assertThat(engine.bundle).isEqualTo("2.0");
    }

    // A clock set back must not make a commit wait longer than it was to.
    @Test
    void clockSetBackShouldNotLengthenTheWait() {
        haltedAfterCommit();
        engine.now = engine.now.minus(Duration.ofDays(30));

        assertThat(FakeEngine.start(engine.process(state), "b")).isEmpty();

        assertThat(engine.timers.getLast().after()).isEqualTo(MINUTE);
    }

    @Test
    void startOfAnotherPolicyShouldDropTheCommit() {
        haltedAfterCommit();
        Changes second = engine.process(state);

        assertThat(FakeEngine.start(second, "/etc/other.yaml", "c", true)).isEmpty();

        assertThat(engine.inForce).isEqualTo("c");
        assertThat(second.pending()).isEmpty();
        assertThat(state.resolve("policy/pending.properties")).doesNotExist();
    }

    @Test
    void confirmedCommitShouldLeaveNothingToGoBackTo() {
        Changes first = engine.process(state);
        assertThat(FakeEngine.start(first, "a")).isEmpty();
        assertThat(first.commit("ann", "/etc/edge.yaml", "b", MINUTE).errors()).isEmpty();
        assertThat(first.confirm("ann").errors()).isEmpty();
        engine.now = engine.now.plusSeconds(61);

        assertThat(FakeEngine.start(engine.process(state), "b")).isEmpty();

        assertThat(engine.inForce).isEqualTo("b");
    }

    @Test
    void brokenFileShouldFallBackToTheLastGoodPolicyAndSayEveryMistake() {
        Changes first = engine.process(state);
        assertThat(FakeEngine.start(first, "a")).isEmpty();
        assertThat(first.load("ann", "/tmp/new.yaml", "b").errors()).isEmpty();
        var loaded = engine.now;
        engine.now = engine.now.plusSeconds(86_400);

        for (String broken : new String[] {"wrong", ""}) {
            engine.inForce = "";
            Changes next = engine.process(state);
            assertThat(FakeEngine.start(next, broken)).isEmpty();
            assertThat(engine.inForce).isEqualTo("b");
            Fallback fallback = next.fallback().orElseThrow();
            assertThat(fallback.refused()).isEqualTo("/etc/edge.yaml");
            assertThat(fallback.errors()).hasSize(1);
            assertThat(fallback.since()).isEqualTo(loaded);

            engine.now = loaded;
            assertThat(next.load("ann", "/etc/edge.yaml", "b").errors()).isEmpty();
            assertThat(next.fallback()).isEmpty();
        }
    }

    // The state folder may be one that another policy was started with.
    @Test
    void lastGoodPolicyOfAnotherStartShouldNotServe() {
        assertThat(FakeEngine.start(engine.process(state), "/etc/a.yaml", "a", true)).isEmpty();
        engine.inForce = "";

        assertThat(FakeEngine.start(engine.process(state), "/etc/b.yaml", "wrong", true))
                .containsExactly("edge.yaml:1:1: wrong");
        assertThat(engine.inForce).isEmpty();
    }

    @Test
    void fallbackThatIsTurnedOffShouldNotServe() {
        assertThat(FakeEngine.start(engine.process(state), "a")).isEmpty();
        engine.inForce = "";

        assertThat(FakeEngine.start(engine.process(state), FakeEngine.FILE, "wrong", false))
                .containsExactly("edge.yaml:1:1: wrong");
        assertThat(engine.inForce).isEmpty();
    }

    @Test
    void withoutALastGoodPolicyTheErrorsShouldBeThoseOfTheFile() {
        assertThat(FakeEngine.start(engine.process(state), ""))
                .containsExactly("policy /etc/edge.yaml does not exist");
    }

    // A text that is not what its hash says must never come into force.
    @Test
    void damagedArchiveShouldNeitherServeNorHinderAStart() throws Exception {
        Changes first = engine.process(state);
        assertThat(FakeEngine.start(first, "a")).isEmpty();
        assertThat(first.load("ann", "x", "b").errors()).isEmpty();
        Path text = state.resolve("policy/texts/" + PolicyDocument.hash("b") + ".yaml");
        Files.writeString(text, "c");
        Files.writeString(state.resolve("policy/history/000000000001.properties"), "\\u00zz");
        engine.inForce = "";

        Changes second = engine.process(state);
        assertThat(FakeEngine.start(second, "wrong")).hasSize(1);
        assertThat(engine.inForce).isEmpty();
        assertThat(second.rollback("ann", OptionalLong.of(2)).errors())
                .containsExactly("the text of entry 2 is gone");
        assertThat(FakeEngine.start(engine.process(state), "d")).isEmpty();
    }

    @Test
    void whatIsKeptShouldBeItsOwnersAlone() throws Exception {
        haltedAfterCommit();

        try (Stream<Path> all = Files.walk(state.resolve("policy"))) {
            assertThat(all)
                    .isNotEmpty()
                    .allSatisfy(
                            path ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(path)))
                                            .isEqualTo(
                                                    Files.isDirectory(path)
                                                            ? "rwx------"
                                                            : "rw-------"));
        }
    }
}
