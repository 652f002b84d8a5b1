package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.Outcome;

/** Whatever ends a connection: one record with the right verdict, and nothing left. */
class OutcomesTest {
    private static final Proxy NEVER =
            session -> {
                throw new AssertionError("no proxy may run");
            };

    @Test
    void connectionThatNoRuleMatchesShouldBeDeniedByPolicy() throws IOException {
        try (Bench bench =
                Bench.of(Bench.DIRECT, "{ from-subnet: 10.0.0.0/8, service: web-out }", NEVER)) {
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "rule_id='N/A'", "no rule matches")
                    .contains("client_address='192.0.2.99'", "proxy='(NULL)'");
            assertThat(bench.log.of("core.refused")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, ''", "reset, <RESET>", "drop, <RESET>"})
    void denialShouldCloseOrResetAsItsRuleSays(String denial, String seen) throws IOException {
        try (Bench bench =
                Bench.of(
                        Bench.DIRECT,
                        "{ id: 7, listener: edge-in, deny: " + denial + " }",
                        NEVER)) {
            assertThat(Bench.everything(bench.client())).isEqualTo(seen);
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "rule_id='7'", "rule 7 denies it");
        }
    }

    @Test
    void sessionsOverMaxSessionsShouldBeToldSoAndDeniedByLimit() throws Exception {
        Map<String, ProxyFactory> proxies = Map.of("it", with -> new Refusing());
        String service = Bench.DIRECT.replace("it,", "it, max-sessions: 1,");
        try (Bench bench = new Bench(proxies, Bench.policy(service))) {
            Endpoint first = bench.client();
            Bench.until(() -> bench.service().sessions() == 1);
            assertThat(Bench.everything(bench.client())).isEqualTo("421 full\r\n");
            Bench.until(() -> !bench.log.of("core.summary").isEmpty());
            assertThat(bench.log.of("core.summary").getFirst())
                    .contains("verdict='DENIED_BY_LIMIT'", "has 1 sessions, its max-sessions");
            first.close();
            assertThat(bench.records(2).getLast()).contains("verdict='ACCEPTED'");
        }
    }

    /** Waits for its client's end; tells whom it refuses. */
    static final class Refusing implements ProxyFactory.Recipe {
        @Override
        public Proxy create() {
            return session -> session.clientStream().fill();
        }

        @Override
        public void refuse(Endpoint client, String why) throws IOException {
            client.writeLine("421 full");
        }
    }

    @Test
    void routerThatThrowsShouldEndItsSessionAlone() throws IOException {
        RouterFactory broken =
                with ->
                        session -> {
                            throw new IllegalStateException("no way");
                        };
        try (Bench bench =
                new Bench(
                        Map.of("it", with -> () -> NEVER),
                        Map.of("broken", broken),
                        Bench.policy("{ proxy: it, router: broken }"))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("verdict='DENIED_BY_UNKNOWN_FAIL'", "no way");
        }
    }

    @Test
    void missingProxyShouldRefuseItsSessions() throws IOException {
        try (Bench bench = new Bench(Map.of(), Bench.policy(Bench.DIRECT))) {
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_UNKNOWN_FAIL'", "proxy \"it\" is not there");
            assertThat(bench.log.of("core.service-not-ready")).hasSize(1);
        }
    }

    @Test
    void settingsThatANewBundleRefusesShouldRefuseItsSessions() throws IOException {
        try (Bench bench = Bench.of(NEVER)) {
            bench.exchange(
                    Map.of(
                            "it",
                            with -> {
                                with.error("mode", "is gone; use style");
                                return () -> NEVER;
                            }));
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_UNKNOWN_FAIL'", "is gone; use style");
            assertThat(bench.log.of("core.settings-refused")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "error", "overflow", "speechless"})
    void proxyThatThrowsShouldEndItsSessionAlone(String kind) throws IOException {
        try (Bench bench = Bench.of(session -> fail(kind))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_UNKNOWN_FAIL'")
                    .doesNotContain("info=''");
            assertThat(bench.log.of("core.proxy-failed")).hasSize(1);
        }
    }

    private static void fail(String kind) {
        switch (kind) {
            case "runtime" -> throw new IllegalStateException("broken");
            case "error" -> throw new AssertionError("broken");
            case "overflow" -> fail(kind);
            default -> throw new Speechless();
        }
    }

    /** A failure that fails when it is asked what it is. */
    private static final class Speechless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void ioExceptionShouldLeaveTheVerdictAndFillTheInfo() throws IOException {
        try (Bench bench =
                Bench.of(
                        session -> {
                            throw new IOException("server says 7 where 6 is the most");
                        })) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='ACCEPTED'", "info='server says 7 where 6 is the most'");
        }
    }

    @Test
    void outcomeThatTheProxyDecidesShouldStand() throws IOException {
        try (Bench bench =
                Bench.of(
                        session -> {
                            session.end(Outcome.ABORTED_BY_POLICY_ACTION, "a virus");
                            session.end(Outcome.DENIED_BY_LIMIT, "too late");
                        })) {
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains("verdict='ABORTED_BY_POLICY_ACTION'", "info='a virus'");
        }
    }

    @Test
    void serverThatRefusesShouldBeAConnectionFail() throws IOException {
        try (Bench bench =
                Bench.of(Bench.DIRECT.replace(":80", ":81"), session -> session.connectServer())) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_CONNECTION_FAIL'")
                    .contains("server_address='198.51.100.7'", "server_port='81'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "line", "connect", "relay", "write"})
    void clientThatResetsAtAnyStepShouldLeaveOneRecordAndResetTheServer(String step)
            throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        Proxy proxy =
                session -> {
                    Endpoint client = session.clientStream();
                    Endpoint server = step.length() > 4 ? session.connectServer() : client;
                    there.countDown();
                    switch (step) {
                        case "fill", "connect" -> client.fill();
                        case "line" -> client.readLine(100);
                        case "relay" -> session.relay(client, server, true);
                        default -> {
                            while (true) {
                                client.write(ByteBuffer.allocate(4096));
                            }
                        }
                    }
                };
        try (Bench bench = Bench.of(proxy)) {
            Endpoint client = bench.client();
            there.await();
            client.abort();
            assertThat(bench.record()).contains("verdict='ACCEPTED'", "was reset by the peer");
            if (step.length() > 4) {
                assertThat(Bench.everything(bench.server())).isEqualTo("<RESET>");
            }
        }
    }

    @Test
    void clientThatGoesAtOnceShouldLeaveOneRecord() throws IOException {
        try (Bench bench = Bench.of(session -> session.clientStream().fill())) {
            for (int i = 0; i < 50; i++) {
                bench.client().abort();
            }
            assertThat(bench.records(50)).allMatch(line -> line.contains("verdict='ACCEPTED'"));
        }
    }
}
