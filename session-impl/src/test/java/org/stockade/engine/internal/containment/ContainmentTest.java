package org.stockade.engine.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stockade.policy.ProxyBudget.NO_LIMIT;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stockade.policy.ProxyBudget;

/** What is counted, and what comes of it; the test's own time. */
class ContainmentTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String V1 = "org.example.bad 1.0.0 (bundle 7)";
    private static final String V2 = "org.example.bad 2.0.0 (bundle 7)";
    private static final Set<String> BOTH = Set.of(V1, V2);

    private ProxyBudget budget = ProxyBudget.DEFAULT;
    private long nanos = -5;
    private final Containment containment =
            new Containment(proxy -> budget, () -> nanos, InstantSource.fixed(NOON));
    private final Account bad = containment.account("bad", V1);

    private Charge begin(Account account) {
        return ((Admission.Granted) containment.admit(account)).charge();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            Charge session = begin(bad);
            session.fault("boom");
            session.release();
        }
    }

    private Optional<String> why() {
        return containment.quarantine("bad", V1).map(it -> it.why());
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void look(int times, long held) {
        for (int i = 0; i < times; i++) {
            containment.look(Map.of(bad, held), BOTH);
        }
    }

    // Errors

    @Test
    void errorsThatReachTheBudgetWithinAMinuteShouldQuarantine() {
        fail(99);
        assertThat(why()).isEmpty();
        assertThat(bad.errors()).isEqualTo(99);
        fail(1);
        assertThat(why()).contains("100 errors within a minute, its budget is 100; the last: boom");
        assertThat(containment.admit(bad))
                .isEqualTo(
                        new Admission.Refused(
                                "proxy \"bad\" is quarantined since 2026-01-02T12:00:00Z: 100 errors"
                                        + " within a minute, its budget is 100; the last: boom; to"
                                        + " end that: ctl proxy bad resume",
                                true));
    }

    @Test
    void errorsOfMoreThanAMinuteAgoShouldNotCount() {
        for (int i = 0; i < 10; i++) {
            fail(90);
            pass(Duration.ofSeconds(61));
            assertThat(bad.errors()).isZero();
        }
        assertThat(why()).isEmpty();
    }

    @Test
    void aSessionShouldCountOnceHoweverOftenItFails() {
        Charge session = begin(bad);
        IntStream.range(0, 1000).forEach(i -> session.fault("boom"));
        assertThat(bad.errors()).isEqualTo(1);
    }

    @Test
    void withoutABudgetErrorsShouldHaveNoConsequences() {
        budget = new ProxyBudget(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT);
        fail(10_000);
        assertThat(why()).isEmpty();
    }

    @Test
    void harmShouldQuarantineAtOnceAndTheFirstReasonStand() {
        Charge session = begin(bad);
        session.harm("it loops");
        session.harm("it does not return");
        assertThat(why()).contains("it loops");
        assertThat(containment.quarantines()).hasSize(1);
    }

    @Test
    void longTextOfAFailureShouldBeCut() {
        begin(bad).harm("x".repeat(10_000));
        assertThat(why().orElseThrow()).hasSize(301);
    }

    // Whom it concerns

    @Test
    void everyProxyOfTheBundleShouldBeQuarantinedAndNoOther() {
        begin(bad).harm("it loops");
        Account sibling = containment.account("good", V1);
        assertThat(containment.admit(sibling)).isInstanceOf(Admission.Refused.class);
        assertThat(containment.quarantine("good", V1))
                .get()
                .satisfies(
                        it ->
                                assertThat(it.why())
                                        .isEqualTo("proxy \"bad\" of its bundle: it loops"));
        assertThat(containment.admit(containment.account("bad", "other 1.0.0 (bundle 8)")))
                .isInstanceOf(Admission.Granted.class);
    }

    @Test
    void otherVersionOfTheBundleShouldGetANewChance() {
        fail(99);
        Charge old = begin(bad);
        Account updated = containment.account("bad", V2);
        assertThat(updated.errors()).isZero();
        old.fault("boom");
        assertThat(why()).isPresent();
        assertThat(containment.admit(updated)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void quarantineShouldLastAsLongAsItsVersionExists() {
        begin(bad).harm("it loops");
        look(10, 0);
        assertThat(why()).isPresent();
        containment.look(Map.of(), Set.of(V2));
        assertThat(why()).isEmpty();
    }

    @Test
    void resumeShouldEndItAndCountAnew() {
        fail(100);
        assertThat(containment.resume(V1)).isTrue();
        assertThat(containment.resume(V1)).isFalse();
        assertThat(bad.errors()).isZero();
        fail(99);
        assertThat(why()).isEmpty();
        fail(1);
        assertThat(why()).isPresent();
    }

    // Sessions

    @Test
    void oneSessionMoreThanTheBudgetShouldBeRefusedAndItsPlaceComeBack() {
        budget = new ProxyBudget(2, NO_LIMIT, NO_LIMIT, NO_LIMIT);
        Charge first = begin(bad);
        begin(bad);
        assertThat(containment.admit(bad))
                .isEqualTo(
                        new Admission.Refused("proxy \"bad\" has 2 sessions, its budget", false));
        first.release();
        first.release();
        assertThat(bad.sessions()).isEqualTo(1);
        begin(bad);
        assertThat(containment.admit(bad)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void sessionsExhaustedForAMinuteShouldQuarantine() {
        budget = new ProxyBudget(1, NO_LIMIT, NO_LIMIT, NO_LIMIT);
        Charge session = begin(bad);
        look(59, 0);
        session.release();
        look(1, 0);
        begin(bad);
        look(59, 0);
        assertThat(why()).isEmpty();
        look(1, 0);
        assertThat(why()).contains("its budget of 1 sessions has been exhausted for 60 s");
    }

    // Bytes

    @Test
    void sessionsShouldBeRefusedWhileTooManyBytesAreHeld() {
        budget = new ProxyBudget(NO_LIMIT, 1000, NO_LIMIT, NO_LIMIT);
        look(1, 1000);
        assertThat(containment.admit(bad)).isInstanceOf(Admission.Granted.class);
        look(1, 1001);
        assertThat(containment.admit(bad))
                .isEqualTo(
                        new Admission.Refused(
                                "sessions of proxy \"bad\" hold more bytes than its budget:"
                                        + " buffered, 1000",
                                false));
        look(1, 10);
        assertThat(containment.admit(bad)).isInstanceOf(Admission.Granted.class);
        assertThat(why()).isEmpty();
        look(60, 2000);
        assertThat(why()).get().asString().contains("more than its budget of 1000 bytes for 60 s");
    }

    // CPU

    private void second(int atWork, int looks) {
        for (int i = 0; i < looks; i++) {
            containment.sampled(i < atWork ? List.of(bad) : List.of(), 1);
        }
        look(1, 0);
    }

    @Test
    void meanOfTenSecondsOverTheBudgetShouldQuarantine() {
        budget = new ProxyBudget(NO_LIMIT, NO_LIMIT, 50, NO_LIMIT);
        for (int i = 0; i < 9; i++) {
            second(60, 100);
        }
        assertThat(bad.cpu()).hasValue(60);
        assertThat(why()).isEmpty();
        second(60, 100);
        assertThat(why())
                .contains("it has taken 60% of the time of all loops for 10 s; its budget is 50%");
    }

    @Test
    void burstShouldBeWithinAMeanBelowTheBudget() {
        budget = new ProxyBudget(NO_LIMIT, NO_LIMIT, 50, NO_LIMIT);
        for (int i = 0; i < 100; i++) {
            second(i % 10 < 4 ? 100 : 10, 100);
        }
        assertThat(bad.cpu()).hasValue(46);
        assertThat(why()).isEmpty();
    }

    @Test
    void shareShouldBeUnknownWhereNobodyLooks() {
        look(20, 0);
        assertThat(bad.cpu()).isEmpty();
        second(1, 10);
        assertThat(bad.cpu()).hasValue(10);
        look(1, 0);
        assertThat(bad.cpu()).isEmpty();
    }
}
