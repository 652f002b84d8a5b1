package org.stockade.engine.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.access.PolicyChanges.Entry;

/** What one process does with changes of its policy. */
class ChangesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir private Path state;

    private final FakeEngine engine = new FakeEngine();
    private Changes changes;

    @BeforeEach
    void started() {
        changes = engine.process(state);
        assertThat(FakeEngine.start(changes, "a")).isEmpty();
    }

    private List<String> load(String text) {
        return changes.load(FakeEngine.USER, "/tmp/new.yaml", text).errors();
    }

    private List<String> commit(String text) {
        return changes.commit(FakeEngine.USER, "/tmp/new.yaml", text, MINUTE).errors();
    }

    private List<String> rollback() {
        return changes.rollback(FakeEngine.USER, OptionalLong.empty()).errors();
    }

    private List<String> kinds() {
        return changes.history().stream().map(Entry::kind).toList();
    }

    @Test
    void historyShouldSayWhoLoadedWhatAndHowItDiffers() {
        assertThat(load("b")).isEmpty();
        assertThat(load("wrong")).isNotEmpty();

        assertThat(changes.history())
                .containsExactly(
                        new Entry(
                                2,
                                engine.now,
                                "ann",
                                "load",
                                "/tmp/new.yaml",
                                // printf b | sha256sum
                                "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
                                "+0 -0 ~1"),
                        new Entry(
                                1,
                                engine.now,
                                "root",
                                "start",
                                "edge.yaml",
                                PolicyDocument.hash("a"),
                                ""));
        assertThat(changes.text(1)).contains("a");
        assertThat(changes.text(3)).isEmpty();
    }

    @Test
    void unconfirmedCommitShouldGoBackWithItsBundles() {
        assertThat(commit("b")).isEmpty();
        assertThat(engine.timers.getLast().after()).isEqualTo(MINUTE);
        assertThat(engine.inForce).isEqualTo("b");
        engine.bundle = "2.0";

        engine.timeComes();

        assertThat(engine.inForce).isEqualTo("a");
        assertThat(engine.bundle).isEqualTo("1.0");
        assertThat(kinds()).containsExactly("expired", "commit", "start");
        assertThat(changes.pending()).isEmpty();
    }

    @Test
    void confirmedCommitShouldStay() {
        assertThat(commit("b")).isEmpty();
        assertThat(changes.confirm("bob").errors()).isEmpty();
        engine.bundle = "2.0";

        engine.timeComes();

        assertThat(engine.inForce).isEqualTo("b");
        assertThat(engine.bundle).isEqualTo("2.0");
        assertThat(changes.history().getFirst().user()).isEqualTo("bob");
        assertThat(changes.confirm("bob").errors().getFirst()).contains("no commit waits");
    }

    @Test
    void whileACommitWaitsNothingElseShouldBeLoaded() {
        assertThat(commit("b")).isEmpty();

        assertThat(load("c").getFirst())
                .contains("ann has committed /tmp/new.yaml", "policy confirm or policy rollback");
        assertThat(commit("c")).hasSize(1);
        assertThat(changes.rollback("ann", OptionalLong.of(1)).errors()).hasSize(1);
        assertThat(engine.inForce).isEqualTo("b");

        assertThat(rollback()).isEmpty();
        assertThat(engine.inForce).isEqualTo("a");
        assertThat(load("c")).isEmpty();
    }

    // The timer of a commit that was taken back must not end one that came after it.
    @Test
    void timeOfAnEarlierCommitShouldNotEndALaterOne() {
        assertThat(commit("b")).isEmpty();
        Runnable first = engine.timers.getLast().work();
        assertThat(rollback()).isEmpty();
        assertThat(commit("c")).isEmpty();

        first.run();

        assertThat(engine.inForce).isEqualTo("c");
    }

    @Test
    void commitThatIsWrongOrOutOfRangeShouldChangeNothing() {
        assertThat(commit("wrong")).isNotEmpty();
        assertThat(changes.commit("ann", "x", "b", Duration.ofSeconds(4)).errors())
                .containsExactly("4 s is out of range; use 5 to 86400");
        assertThat(changes.commit("ann", "x", "b", Duration.ofDays(2)).errors()).hasSize(1);

        assertThat(engine.inForce).isEqualTo("a");
        assertThat(changes.pending()).isEmpty();
        assertThat(load("c")).isEmpty();
    }

    // A port may be taken meanwhile: what cannot go back goes on, and is tried again.
    @Test
    void wayBackThatFailsShouldBeTriedAgain() {
        assertThat(commit("b")).isEmpty();
        engine.refusesAll = true;
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("b");
        assertThat(changes.pending()).isPresent();

        engine.refusesAll = false;
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("a");
    }

    @Test
    void rollbackShouldGoToTheOtherPolicyThatWasLoadedLast() {
        assertThat(rollback()).singleElement().asString().contains("no other policy");
        assertThat(load("b")).isEmpty();
        assertThat(load("b")).isEmpty();

        assertThat(rollback()).isEmpty();
        assertThat(engine.inForce).isEqualTo("a");
        assertThat(rollback()).isEmpty();
        assertThat(engine.inForce).isEqualTo("b");
        assertThat(changes.rollback("ann", OptionalLong.of(1)).errors()).isEmpty();
        assertThat(engine.inForce).isEqualTo("a");
        assertThat(changes.rollback("ann", OptionalLong.of(99)).errors().getFirst())
                .contains("no entry 99");
    }

    // Who goes back must not land on what has just proved wrong.
    @Test
    void rollbackShouldLeaveOutWhatNobodyConfirmed() {
        assertThat(load("b")).isEmpty();
        assertThat(commit("c")).isEmpty();
        engine.timeComes();
        assertThat(engine.inForce).isEqualTo("b");

        assertThat(rollback()).isEmpty();

        assertThat(engine.inForce).isEqualTo("a");
    }

    @Test
    void historyShouldKeepAHundredEntriesAndTheirTextsAlone() {
        for (int i = 0; i < 150; i++) {
            assertThat(load("text " + i)).isEmpty();
        }

        assertThat(changes.history()).hasSize(100);
        assertThat(changes.history().getFirst().number()).isEqualTo(151);
        assertThat(changes.text(52)).contains("text 50");
        assertThat(state.resolve("policy/texts").toFile().list()).hasSize(100);
        assertThat(state.resolve("policy/history").toFile().list()).hasSize(100);
    }

    @Test
    void stateFolderThatCannotBeWrittenShouldHinderNoLoad() throws Exception {
        Files.move(state.resolve("policy"), state.resolve("away"));
        Files.writeString(state.resolve("policy"), "no folder");

        assertThat(load("b")).isEmpty();
        assertThat(engine.inForce).isEqualTo("b");
        assertThat(commit("c")).singleElement().asString().contains("no way back");
        assertThat(engine.inForce).isEqualTo("b");
    }

    @Test
    void commitWithoutAStateFolderShouldSayThatARestartForgetsIt() {
        Path scratch = state.resolve("scratch");
        Changes forgetful =
                new Changes(
                        engine,
                        engine,
                        Archive.temporary(scratch),
                        (after, work) -> {},
                        () -> engine.now);
        assertThat(FakeEngine.start(forgetful, "a")).isEmpty();

        assertThat(forgetful.commit("ann", "x", "b", MINUTE).warnings())
                .singleElement()
                .asString()
                .contains("no state.dir is configured");
        assertThat(forgetful.rollback("ann", OptionalLong.empty()).errors()).isEmpty();
        assertThat(engine.inForce).isEqualTo("a");
        forgetful.close();
        assertThat(scratch).doesNotExist();
    }
}
