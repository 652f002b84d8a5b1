package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.stockade.log.EventLog;
import org.stockade.proxy.ProxyFactory;

class LedgerTest {
    private static final ProxyFactory FACTORY = with -> () -> session -> {};
    private static final Source SOURCE = new Source("pop3", "1.0.0", 7);

    private final Publication publication = new Publication(EventLog.of("test"), Runnable::run);
    private final Ledger ledger = new Ledger(publication);
    private final List<Copy> reaped = new ArrayList<>();
    private long nextId = 100;

    @Test
    void successorShouldBePublishedAndAnnouncedBeforeItsPredecessorIsRetired() {
        Copy first = served();
        List<String> order = new ArrayList<>();
        publication.onChange(
                snapshot ->
                        order.add(
                                "serves "
                                        + serving(snapshot)
                                        + ", first retired "
                                        + first.isRetired()));

        Copy second = served();

        assertThat(order).containsExactly("serves " + second.id() + ", first retired false");
        assertThat(reaped).containsExactly(first);
    }

    @Test
    void factoriesThatArriveBeforeTheirCopyIsPublishedShouldNotServe() {
        Copy copy = installed(SOURCE);
        arrives(copy, "pop3");
        assertThat(publication.current().proxy("pop3")).isEmpty();
        assertThat(ledger.publish(copy, ledger.started(SOURCE), 1)).isTrue();
        assertThat(publication.current().proxy("pop3")).isPresent();
        arrives(copy, "pop3s");
        assertThat(publication.current().proxy("pop3s")).isPresent();
    }

    @Test
    void attemptOvertakenByALaterOneShouldNotServe() {
        long early = ledger.started(SOURCE);
        Copy slow = installed(SOURCE);
        arrives(slow, "pop3");
        Copy quick = served();

        assertThat(ledger.publish(slow, early, 1)).isFalse();
        assertThat(serving(publication.current())).isEqualTo(quick.id());
        assertThat(reaped).isEmpty();
    }

    @Test
    void attemptUnderWayWhenTheSourceStopsShouldNotServe() {
        long attempt = ledger.started(SOURCE);
        Copy copy = installed(SOURCE);
        arrives(copy, "pop3");
        assertThat(ledger.off(SOURCE.id(), "stopped")).isEmpty();
        assertThat(ledger.publish(copy, attempt, 1)).isFalse();
        ledger.started(SOURCE);
        assertThat(ledger.publish(copy, attempt, 1)).isFalse();
        assertThat(publication.current().proxy("pop3")).isEmpty();
    }

    @Test
    void sourceThatIsOffShouldKeepItsNamesForThoseWhoAsk() {
        Copy copy = served();
        assertThat(ledger.off(SOURCE.id(), "stopped")).contains(copy);
        assertThat(reaped).containsExactly(copy);
        assertThat(ledger.sources())
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.state()).isEqualTo("stopped");
                            assertThat(it.names(Kind.PROXY)).containsExactly("pop3");
                            assertThat(it.serving()).isEmpty();
                        });
    }

    @Test
    void failedUpdateShouldLeaveThePredecessorServing() {
        Copy copy = served();
        ledger.failed(new Source("pop3", "2.0.0", 7), "no such thing");
        assertThat(serving(publication.current())).isEqualTo(copy.id());
        assertThat(ledger.sources().getFirst().serving()).contains("1.0.0");
        assertThat(ledger.sources().getFirst().state()).isEqualTo("failed: no such thing");
    }

    @Test
    void copyShouldServeForItsContentAlone() {
        Copy copy = served();
        assertThat(ledger.serving(SOURCE.id(), 1)).contains(copy);
        assertThat(ledger.serving(SOURCE.id(), 2)).isEmpty();
    }

    @Test
    void waitShouldEndWhenAllNamesOfThePredecessorHaveArrived() throws Exception {
        Copy first = installed(SOURCE);
        arrives(first, "pop3");
        arrives(first, "pop3s");
        assertThat(ledger.publish(first, ledger.started(SOURCE), 1)).isTrue();

        Copy second = installed(SOURCE);
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> ledger.awaitFactories(second, Duration.ofSeconds(20)));
        arrives(second, "pop3");
        assertThat(waiting).isNotDone();
        arrives(second, "pop3s");
        assertThat(waiting.get()).isEmpty();
    }

    @Test
    void waitForACopyWithoutFactoryShouldSaySoInTime() {
        Copy copy = installed(SOURCE);
        assertThat(ledger.awaitFactories(copy, Duration.ofMillis(20)))
                .hasValueSatisfying(why -> assertThat(why).contains("within 20 ms"));
    }

    @Test
    void waitForABrokenFactoryShouldEndAtOnceWithItsReason() {
        Copy copy = installed(SOURCE);
        ledger.broken(copy, "its class is missing");
        assertThat(ledger.awaitFactories(copy, Duration.ofSeconds(20)))
                .contains("its class is missing");
    }

    @Test
    void factoryThatRunsAsItIsShouldServeUntilItGoes() {
        Revision own =
                new Revision(Kind.PROXY, "own", FACTORY, new Source("me", "1.0.0", 1), 0, null);
        ledger.direct("service 5", List.of(own));
        assertThat(publication.current().proxy("own")).isPresent();
        long number = publication.current().number();
        ledger.directGone("service 6");
        assertThat(publication.current().number()).isEqualTo(number);
        ledger.directGone("service 5");
        assertThat(publication.current().proxy("own")).isEmpty();
    }

    @Test
    void closedLedgerShouldServeNothingAndPublishNothing() {
        Copy copy = served();
        assertThat(ledger.close()).containsExactly(copy);
        assertThat(publication.current().all(Kind.PROXY)).isEmpty();
        Copy late = installed(SOURCE);
        arrives(late, "pop3");
        assertThat(ledger.publish(late, ledger.started(SOURCE), 2)).isFalse();
    }

    @Test
    void sessionShouldWaitForItsProxyNoLongerThanUntilItServes() throws Exception {
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> publication.awaitProxy("pop3", Duration.ofSeconds(20)));
        served();
        assertThat(waiting.get().proxy("pop3")).isPresent();
        assertThat(publication.awaitProxy("imap", Duration.ofMillis(20)).proxy("imap")).isEmpty();
    }

    private Copy served() {
        long attempt = ledger.started(SOURCE);
        Copy copy = installed(SOURCE);
        arrives(copy, "pop3");
        assertThat(ledger.publish(copy, attempt, 1)).isTrue();
        return copy;
    }

    private Copy installed(Source source) {
        Copy copy = new Copy(source, nextId++, "x", reaped::add);
        ledger.installed(copy);
        return copy;
    }

    private void arrives(Copy copy, String name) {
        ledger.arrived(
                copy, List.of(new Revision(Kind.PROXY, name, FACTORY, copy.source(), 0, copy)));
    }

    private static long serving(Snapshot snapshot) {
        return snapshot.revision(Kind.PROXY, "pop3").orElseThrow().copyId().orElseThrow();
    }
}
