package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.proxy.Proxy;

/** Idle belongs to the session, total to nobody's mercy. */
class LimitsTest {
    private static Bench bench(String limits, Proxy proxy) throws IOException {
        return Bench.of(Bench.DIRECT.replace("it,", "it, time-limits: " + limits + ","), proxy);
    }

    @Test
    void sessionWithoutAByteShouldEndAtItsIdleLimit() throws Exception {
        try (Bench bench = bench("{ idle: 200ms }", session -> session.clientStream().fill())) {
            long start = System.nanoTime();
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(System.nanoTime() - start).isBetween(200_000_000L, 10_000_000_000L);
            assertThat(bench.record())
                    .contains("verdict='ACCEPTED'", "idle for 200 ms", "time-limits idle");
        }
    }

    // The client is silent for three times its limit, and the server is not.
    @Test
    void byteOnAnyEndpointShouldRearmTheIdleLimit() throws Exception {
        try (Bench bench =
                bench(
                        "{ idle: 400ms }",
                        session -> {
                            Endpoint server = session.connectServer();
                            session.fork("client", () -> session.clientStream().fill());
                            while (server.fill()) {
                                server.consume(server.unread().remaining());
                            }
                            session.clientStream().writeLine("alive");
                        })) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            for (int i = 0; i < 12; i++) {
                assertThat(server.await(Duration.ofMillis(100))).isEqualTo(Readiness.TIME);
                Bench.send(server, "x");
            }
            server.endOutput();
            assertThat(Bench.everything(client)).isEqualTo("alive\r\n");
            assertThat(bench.record()).contains("info=''", "server_received='12'");
        }
    }

    @Test
    void busySessionShouldEndAtItsTotalLimit() throws Exception {
        try (Bench bench =
                bench(
                        "{ total: 500ms, idle: 400ms }",
                        session -> {
                            while (session.clientStream().fill()) {
                                session.clientStream().consume(1);
                            }
                        })) {
            Endpoint client = bench.client();
            for (int i = 0; i < 100 && bench.log.of("core.summary").isEmpty(); i++) {
                try {
                    client.await(Duration.ofMillis(20));
                    Bench.send(client, "x");
                } catch (IOException over) {
                    break;
                }
            }
            assertThat(bench.record()).contains("its total time limit has passed");
        }
    }
}
