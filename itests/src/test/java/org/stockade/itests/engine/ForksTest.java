package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;

/** Forks belong to their proxy: result and failure come by join, and none outlives the session. */
class ForksTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @Test
    void resultAndFailureOfAForkShouldComeByJoin() throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            seen.add(session.fork("sum", () -> 6 * 7).join(HOUR));
                            seen.add(failureOf(session, new IOException("cut short")));
                            seen.add(failureOf(session, new Exception("odd")));
                        })) {
            bench.client();
            // A failure that the proxy has joined and dealt with ends nothing.
            assertThat(bench.record()).contains("info=''", "verdict='ACCEPTED'");
            assertThat(List.copyOf(seen).get(0)).isEqualTo(42);
            assertThat(List.copyOf(seen).get(1)).isEqualTo("cut short");
            assertThat(List.copyOf(seen).get(2)).asString().contains("odd");
        }
    }

    private static String failureOf(StackedSession session, Exception failure) {
        Fork<Object> fork =
                session.fork(
                        "fails",
                        () -> {
                            throw failure;
                        });
        try {
            return "no failure but " + fork.join(HOUR);
        } catch (IOException joined) {
            return joined.getMessage();
        }
    }

    @Test
    void joinThatIsTooLongShouldLeaveTheForkAtWork() throws Exception {
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        try (Bench bench =
                Bench.of(
                        session -> {
                            Fork<String> fork =
                                    session.fork(
                                            "slow", () -> session.take(orders, HOUR).orElse(""));
                            try {
                                fork.join(Duration.ofMillis(1));
                            } catch (TimeLimitException late) {
                                seen.add(fork.ended());
                            }
                            orders.add("go");
                            seen.add(fork.join(HOUR));
                        })) {
            bench.client();
            assertThat(bench.record()).contains("info=''");
            assertThat(seen).containsExactly(false, "go");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unjoinedFailureShouldEndTheSessionWithItsInfo(boolean checked) throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            Fork<Object> fork =
                                    session.fork(
                                            "fails",
                                            () -> {
                                                throw checked
                                                        ? new IOException("cut short")
                                                        : new IllegalStateException("broken");
                                            });
                            while (!fork.ended()) {
                                session.clientStream().await(Duration.ofMillis(1));
                            }
                        })) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains(checked ? "cut short" : "broken");
            assertThat(bench.log.of("core.proxy-failed")).hasSize(checked ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "take", "accept", "join"})
    void forkThatWaitsWhenItsProxyReturnsShouldBeWoken(String what) throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            BlockingQueue<String> begun = new LinkedBlockingQueue<>();
                            session.fork(
                                    "waits",
                                    () -> {
                                        begun.add("it has");
                                        try {
                                            return waitIn(what, session);
                                        } finally {
                                            seen.add("woken");
                                        }
                                    });
                            session.take(begun, HOUR);
                        })) {
            long start = System.nanoTime();
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record()).contains("info=''", "verdict='ACCEPTED'");
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("woken");
            assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
            assertThat(bench.log.of("core.session-abandoned")).isEmpty();
        }
    }

    private static Object waitIn(String what, StackedSession session) throws IOException {
        return switch (what) {
            case "fill" -> session.clientStream().fill();
            case "take" -> session.take(new LinkedBlockingQueue<>(), HOUR);
            case "accept" ->
                    session.expect(
                                    Side.CLIENT,
                                    new PortRange(5000, 5000),
                                    SockAddr.of("192.0.2.99", 0))
                            .accept(HOUR);
            default ->
                    session.fork("other", () -> session.take(new LinkedBlockingQueue<>(), HOUR))
                            .join(HOUR);
        };
    }

    @Test
    void expectedPeerShouldBeLetInAndOthersDropped() throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            var expected =
                                    session.expect(
                                            Side.CLIENT,
                                            new PortRange(5000, 5000),
                                            SockAddr.of("192.0.2.99", 0));
                            seen.add(expected.address());
                            expected.accept(HOUR).writeLine("data");
                        })) {
            bench.client();
            SockAddr data = (SockAddr) seen.take();
            var stranger = bench.network.dial(SockAddr.of("192.0.2.66", 0), data);
            assertThat(Bench.everything(stranger)).isEqualTo("<RESET>");
            var peer = bench.network.dial(SockAddr.of("192.0.2.99", 0), data);
            assertThat(Bench.everything(peer)).isEqualTo("data\r\n");
            assertThat(bench.record()).contains("verdict='ACCEPTED'", "server_sent='6'");
            assertThat(bench.log.of("core.unexpected-peer")).hasSize(1);
            bench.network.listen(data, any -> {}).close();
        }
    }

    @Test
    void expectedPeersShouldBeLimitedInNumber() throws Exception {
        try (Bench bench =
                Bench.of(
                        session -> {
                            SockAddr peer = SockAddr.of("192.0.2.99", 0);
                            for (int i = 0; i < 50; i++) {
                                session.expect(Side.CLIENT, new PortRange(5000, 5063), peer);
                                seen.add(i);
                            }
                        })) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("10 secondary connections");
            assertThat(seen).hasSizeBetween(10, 11);
        }
    }
}
