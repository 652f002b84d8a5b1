package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stockade.log.EventLog;
import org.stockade.proxy.ProxyFactory;

/** New versions that are tried beside what serves. */
class TrialLedgerTest {
    private static final ProxyFactory FACTORY = with -> () -> session -> {};

    private final Publication publication = new Publication(EventLog.of("test"), Runnable::run);
    private final Ledger ledger = new Ledger(publication);
    private final List<Copy> reaped = new ArrayList<>();
    private long nextId = 100;

    @BeforeEach
    void newVersionsAreTried() {
        ledger.tries(true);
    }

    private static Source source(long id, int version) {
        return new Source("pop" + id, "1.0." + version, id);
    }

    /** A version whose content changed last at the time of its number. */
    private Copy brought(long id, int version) {
        Source source = source(id, version);
        long attempt = ledger.started(source);
        Copy copy = new Copy(source, nextId++, "x", reaped::add);
        ledger.installed(copy);
        ledger.arrived(
                copy,
                List.of(new Revision(Kind.PROXY, source.symbolicName(), FACTORY, source, 0, copy)));
        assertThat(ledger.publish(copy, attempt, version)).isTrue();
        return copy;
    }

    private Snapshot stable() {
        return publication.offered().stable();
    }

    private Snapshot candidate() {
        return publication.offered().candidate().orElseThrow();
    }

    private static List<String> versions(Snapshot snapshot) {
        return snapshot.sources().stream().map(Source::version).toList();
    }

    private String state(long id) {
        return ledger.sources().stream()
                .filter(each -> each.source().id() == id)
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void firstVersionShouldServeAtOnce() {
        brought(7, 1);
        assertThat(versions(stable())).containsExactly("1.0.1");
        assertThat(publication.offered().candidate()).isEmpty();
    }

    @Test
    void newVersionShouldBeTriedBesideTheOldWhoseSnapshotStaysTheSame() {
        brought(7, 1);
        Snapshot before = stable();
        brought(7, 2);
        assertThat(stable()).isSameAs(before);
        assertThat(versions(candidate())).containsExactly("1.0.2");
        assertThat(reaped).isEmpty();
        assertThat(state(7)).isEqualTo("active; canary 1.0.2, see generations");
    }

    @Test
    void withoutTrialsNewVersionShouldServeAtOnce() {
        ledger.tries(false);
        Copy first = brought(7, 1);
        brought(7, 2);
        assertThat(versions(stable())).containsExactly("1.0.2");
        assertThat(publication.offered().candidate()).isEmpty();
        assertThat(reaped).containsExactly(first);
    }

    @Test
    void promotedCandidateShouldServeAsTheSameSnapshot() {
        Copy first = brought(7, 1);
        brought(7, 2);
        Snapshot tried = candidate();
        assertThat(ledger.endTrial(tried, SourceEntry::promote)).containsExactly(first);
        assertThat(stable()).isSameAs(tried);
        assertThat(publication.offered().candidate()).isEmpty();
        assertThat(reaped).containsExactly(first);
        assertThat(state(7)).isEqualTo("active");
        assertThat(ledger.endTrial(tried, SourceEntry::promote)).isEmpty();
    }

    @Test
    void withdrawnCandidateShouldBeKnownByItsContentUntilThatChanges() {
        brought(7, 1);
        Snapshot before = stable();
        Copy second = brought(7, 2);
        assertThat(ledger.endTrial(candidate(), entry -> entry.withdraw("it failed")))
                .containsExactly(second);
        assertThat(stable()).isSameAs(before);
        assertThat(publication.offered().candidate()).isEmpty();
        assertThat(reaped).containsExactly(second);
        assertThat(state(7)).isEqualTo("1.0.2 was withdrawn: it failed");
        assertThat(ledger.withdrawn(7, 2)).contains("it failed");
        assertThat(ledger.withdrawn(7, 3)).isEmpty();

        brought(7, 3);
        assertThat(versions(candidate())).containsExactly("1.0.3");
        assertThat(ledger.withdrawn(7, 2)).isEmpty();
    }

    @Test
    void withdrawnVersionThatIsTheOnlyOneShouldServeAndSaySo() {
        brought(7, 1);
        brought(7, 2);
        ledger.endTrial(candidate(), entry -> entry.withdraw("it failed"));
        ledger.off(7, "stopped");
        assertThat(state(7)).isEqualTo("stopped");
        brought(7, 2);
        assertThat(versions(stable())).containsExactly("1.0.2");
        assertThat(state(7)).isEqualTo("active, though it was withdrawn before: it failed");
    }

    @Test
    void furtherVersionShouldReplaceTheCandidateAgainstTheSameOldOne() {
        brought(7, 1);
        Copy second = brought(7, 2);
        Snapshot superseded = candidate();
        brought(7, 3);
        assertThat(versions(stable())).containsExactly("1.0.1");
        assertThat(versions(candidate())).containsExactly("1.0.3");
        assertThat(reaped).containsExactly(second);
        assertThat(ledger.endTrial(superseded, entry -> entry.withdraw("late"))).isEmpty();
        assertThat(versions(candidate())).containsExactly("1.0.3");
    }

    @Test
    void severalSourcesShouldBeTriedTogetherAndOneBeSettledAlone() {
        Copy first = brought(7, 1);
        brought(8, 1);
        brought(7, 2);
        brought(8, 2);
        assertThat(versions(candidate())).containsExactly("1.0.2", "1.0.2");
        assertThat(ledger.endTrialOf(source(7, 2))).contains(first);
        assertThat(versions(stable())).containsExactly("1.0.2", "1.0.1");
        assertThat(versions(candidate())).containsExactly("1.0.2", "1.0.2");
    }

    @Test
    void stopShouldEndOldAndNewVersion() {
        Copy first = brought(7, 1);
        Copy second = brought(7, 2);
        assertThat(ledger.off(7, "stopped")).contains(first);
        assertThat(reaped).containsExactly(first, second);
        assertThat(versions(stable())).isEmpty();
        assertThat(publication.offered().candidate()).isEmpty();
    }

    @Test
    void copyOfTheContentShouldBeFoundOnBothSides() {
        Copy first = brought(7, 1);
        Copy second = brought(7, 2);
        assertThat(ledger.serving(7, 1)).contains(first);
        assertThat(ledger.serving(7, 2)).contains(second);
        assertThat(ledger.serving(7)).contains(first);
    }
}
