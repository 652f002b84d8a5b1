package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.session.StackedSession.Wish;

/** A drain asks first, and ends only those who take too long. */
class DrainTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void drainShouldWakeAwaitWithFinishAndKillNobodyWhoFinishes() throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            Readiness found = session.clientStream().await(HOUR);
                            session.clientStream().writeLine(found + " " + session.wish());
                        })) {
            Endpoint client = bench.client();
            Bench.until(() -> bench.service().sessions() == 1);
            assertThat(bench.firewall().drain(Duration.ofSeconds(20))).isZero();
            assertThat(Bench.everything(client)).isEqualTo("FINISH FINISH\r\n");
            assertThat(bench.record()).contains("info=''", "verdict='ACCEPTED'");
            assertThatThrownBy(bench::client).isInstanceOf(IOException.class);
        }
    }

    @Test
    void drainShouldLeaveAReadThatIsUnderWayAlone() throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            String line = session.clientStream().readLine(100);
                            session.clientStream().writeLine(line + " " + session.wish());
                        })) {
            Endpoint client = bench.client();
            Bench.send(client, "DA");
            Bench.until(() -> bench.service().sessions() == 1);
            var drained =
                    CompletableFuture.supplyAsync(
                            () -> bench.firewall().drain(Duration.ofSeconds(20)));
            Bench.until(
                    () ->
                            bench.firewall().sessions().stream()
                                    .anyMatch(each -> each.state().equals("finishing")));
            Bench.send(client, "TA\r\n");
            assertThat(Bench.everything(client)).isEqualTo("DATA FINISH\r\n");
            assertThat(drained.get()).isZero();
        }
    }

    @Test
    void sessionThatDoesNotFinishInTimeShouldBeKilled() throws Exception {
        try (Bench bench = Bench.of(session -> session.clientStream().fill())) {
            Endpoint client = bench.client();
            Bench.until(() -> bench.service().sessions() == 1);
            assertThat(bench.firewall().drain(Duration.ofMillis(50))).isEqualTo(1);
            assertThat(Bench.everything(client)).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("the firewall was stopped");
        }
    }

    // A connection may have been accepted and not begun when the drain looks for sessions.
    @Test
    void drainShouldMissNoSessionThatIsJustStarting() throws Exception {
        for (int round = 0; round < 20; round++) {
            AtomicBoolean deaf = new AtomicBoolean();
            try (Bench bench =
                    Bench.of(
                            session -> {
                                if (session.clientStream().await(HOUR) != Readiness.FINISH
                                        || session.wish() == Wish.GO_ON) {
                                    deaf.set(true);
                                }
                            })) {
                var drained =
                        CompletableFuture.supplyAsync(
                                () -> bench.firewall().drain(Duration.ofSeconds(20)));
                List<Endpoint> clients = new ArrayList<>();
                try {
                    while (true) {
                        clients.add(bench.client());
                        if (clients.size() > 1000) {
                            // A busy machine begins the drain late; there are not so many ports.
                            Thread.sleep(1);
                        }
                    }
                } catch (IOException closed) {
                    assertThat(drained.get()).isZero();
                }
                bench.records(clients.size());
                assertThat(deaf).isFalse();
            }
        }
    }
}
