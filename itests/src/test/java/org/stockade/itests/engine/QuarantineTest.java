package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.access.Quarantine;
import org.stockade.itests.transport.Moving;
import org.stockade.session.StackedSession;
import org.stockade.transport.linux.internal.LoopsTransport;

/**
 * A proxy that does harm gets no new sessions, each refusal has its record, everybody else is
 * served, and {@code resume} ends it.
 */
@ParameterizedClass
@EnumSource
@Timeout(120)
class QuarantineTest extends QuarantineBench {
    @Parameter Moving moving;

    @Override
    Moving moving() {
        return moving;
    }

    private static int deep(int depth) {
        return deep(depth + 1) + 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"IllegalStateException", "StackOverflowError", "NoClassDefFoundError"})
    void proxyThatThrowsShouldBeQuarantined(String what) throws Exception {
        serve(
                "errors-per-minute: 3",
                session -> {
                    switch (what) {
                        case "StackOverflowError" -> deep(0);
                        case "NoClassDefFoundError" -> throw new NoClassDefFoundError("org/gone");
                        default -> throw new IllegalStateException("boom");
                    }
                });
        for (int i = 0; i < 3; i++) {
            assertThat(firewall.firewall().quarantines()).isEmpty();
            assertThat(ask("bad")).isEqualTo("<RESET>");
            int sessions = i + 1;
            await().until(() -> recordsOf("bad").size() == sessions);
        }
        quarantineShouldHold(what);
    }

    @Test
    void childThatThrowsShouldBeQuarantinedAndItsParentNot() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    throw new IllegalStateException("boom");
                });
        assertThat(ask("parent")).contains("boom");
        quarantineShouldHold("boom");
    }

    @Test
    void faultsOfPeersShouldNotCount() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    session.clientStream().readLine(100);
                    throw new IOException("the peer is odd");
                });
        for (int i = 0; i < 5; i++) {
            try (Socket client = connect("bad")) {
                client.setSoLinger(true, 0);
            }
        }
        await().until(() -> recordsOf("bad").size() == 5);
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    @Test
    void proxyThatDoesNotReturnWhenItIsKilledShouldBeQuarantined() throws Exception {
        serve("", this::deaf);
        try (Socket client = connect("bad")) {
            begun.await();
            assertThat(firewall.firewall().kill("bad:0")).isTrue();
            awaitQuarantine();
            quarantineShouldHold("it has not returned 5 s after session (edge/bad:0)");
        }
    }

    private void deaf(StackedSession session) {
        begun.countDown();
        while (end.getCount() > 0) {
            // An interrupt is what it ignores.
            Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void spin(StackedSession session) {
        begun.countDown();
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void proxyThatKeepsItsLoopShouldBeQuarantinedAndItsSessionEnded() throws Exception {
        Assumptions.assumeTrue(moving == Moving.LOOPS, "who runs is known of loops alone");
        serve("", this::spin);
        try (Socket client = connect("bad")) {
            begun.await();
            awaitQuarantine();
            await().atMost(Duration.ofSeconds(20)).until(() -> recordsOf("bad").size() == 1);
            assertThat(log.of("core.loop-kept"))
                    .singleElement()
                    .satisfies(
                            it ->
                                    assertThat(it)
                                            .contains("(edge/bad:0/bad)", "QuarantineTest.spin"));
            quarantineShouldHold("it has kept an event loop from all others");
        }
    }

    // Killed while it waits for its turn behind another's, it cannot return.
    @Test
    void sessionBehindAKeptLoopShouldNotBeHeldAgainstItsProxy() throws Exception {
        Assumptions.assumeTrue(moving == Moving.LOOPS, "who runs is known of loops alone");
        serve(new LoopsTransport(1, () -> {}), "", "", this::spin);
        try (Socket victim = connect("waits")) {
            await().until(() -> firewall.firewall().sessions().size() == 1);
            try (Socket client = connect("bad")) {
                begun.await();
                assertThat(firewall.firewall().kill("waits:0")).isTrue();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> log.of("core.session-abandoned").size() >= 2);
                assertThat(firewall.firewall().quarantines())
                        .extracting(Quarantine::proxy)
                        .containsExactly("bad");
            }
        }
    }

    @Test
    void proxyThatComputesBeyondItsTimeShouldBeQuarantined() throws Exception {
        serve("", ", time-limits: { total: 1s }", this::spin);
        try (Socket client = connect("bad")) {
            begun.await();
            awaitQuarantine();
            quarantineShouldHold(
                    moving == Moving.LOOPS ? "it has kept an event loop" : "it has not returned");
        }
    }
}
