package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.access.Budgeted;
import org.stockade.itests.transport.Moving;
import org.stockade.session.StackedSession;

/** What a proxy leaves open, and what it uses of its budgets. */
@ParameterizedClass
@EnumSource
@Timeout(120)
class BudgetsTest extends QuarantineBench {
    @Parameter Moving moving;

    @Override
    Moving moving() {
        return moving;
    }

    @Test
    void proxyThatLeaksConnectionsShouldBeQuarantined() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    while (true) {
                        session.connectServer();
                    }
                });
        assertThat(ask("bad")).isEqualTo("<RESET>");
        awaitQuarantine();
        assertThat(log.of("core.session-leaks")).hasSize(1);
        quarantineShouldHold("the session has 32 endpoints open");
    }

    @Test
    void proxyThatLeaksForksShouldBeQuarantined() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    while (true) {
                        session.fork("idle", () -> session.take(new LinkedBlockingQueue<>(), HOUR));
                    }
                });
        assertThat(ask("bad")).isEqualTo("<RESET>");
        awaitQuarantine();
        quarantineShouldHold("the session has 1000 forks at work");
    }

    @Test
    void forksThatHaveEndedShouldNotBeALeak() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    for (int i = 0; i < 1200; i++) {
                        var fork = session.fork("short", () -> 1);
                        while (!fork.ended()) {
                            session.clientStream().await(Duration.ofMillis(1));
                        }
                    }
                    greet(session);
                });
        assertThat(ask("bad")).isEqualTo("served\r\n");
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    @Test
    void proxyThatLeaksSpoolsShouldBeQuarantined() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    while (true) {
                        session.spool(10).write(ByteBuffer.wrap(new byte[] {1}));
                    }
                });
        assertThat(ask("bad")).isEqualTo("<RESET>");
        awaitQuarantine();
        quarantineShouldHold("the session has 256 spools open");
    }

    @Test
    void sessionsBeyondTheBudgetShouldBeRefusedUntilThereIsRoom() throws Exception {
        serve("sessions: 2", session -> session.clientStream().fill());
        try (Socket one = connect("bad");
                Socket two = connect("bad")) {
            await().until(() -> used("sessions") == 2);
            assertThat(ask("bad")).isEmpty();
            await().until(() -> recordsOf("bad").size() == 1);
            assertThat(recordsOf("bad").getFirst())
                    .contains("verdict='DENIED_BY_LIMIT'", "has 2 sessions, its budget");
            // A child is a session of its proxy too.
            assertThat(ask("parent")).contains("has 2 sessions, its budget");
            assertThat(ask("good")).isEqualTo("served\r\n");
            one.close();
            await().until(() -> used("sessions") == 1);
            healed = true;
            assertThat(ask("bad")).isEqualTo("served\r\n");
        }
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    private long used(String what) {
        return firewall.firewall().proxy("bad").orElseThrow().budgets().stream()
                .filter(it -> it.what().equals(what))
                .map(Budgeted::used)
                .findFirst()
                .orElseThrow()
                .orElse(-1);
    }

    @Test
    void sessionsShouldBeRefusedWhileTheOthersHoldTooManyBytes() throws Exception {
        serve(
                "buffered: 64KiB",
                session -> {
                    session.spool(1 << 20).write(ByteBuffer.wrap(new byte[200_000]));
                    session.clientStream().fill();
                });
        try (Socket holds = connect("bad")) {
            await().until(() -> !log.of("core.budget-exhausted").isEmpty());
            assertThat(used("buffered")).isGreaterThanOrEqualTo(200_000);
            assertThat(ask("bad")).isEmpty();
            assertThat(recordWith("hold more bytes than its budget"))
                    .contains("verdict='DENIED_BY_LIMIT'");
            assertThat(ask("good")).isEqualTo("served\r\n");
        }
        healed = true;
        await().until(() -> ask("bad").equals("served\r\n"));
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    @Test
    void proxyThatTakesMoreThanItsShareOfTheLoopsShouldBeQuarantined() throws Exception {
        Assumptions.assumeTrue(moving == Moving.LOOPS, "measured on loops alone");
        serve("cpu: 5%", this::compute);
        try (Socket client = connect("bad")) {
            awaitQuarantine();
            quarantineShouldHold("% of the time of all loops for 10 s; its budget is 5%");
        }
    }

    /** Most of the time, but never for long. */
    private void compute(StackedSession session) throws IOException {
        while (end.getCount() > 0) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 50_000_000) {
                Thread.onSpinWait();
            }
            session.clientStream().await(Duration.ofMillis(1));
        }
    }
}
