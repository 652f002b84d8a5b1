package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.access.Firewall.TargetState;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.Proxy;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/** Several servers of one service: who is tried, who is remembered, what the record says. */
class ChainersTest {
    private static final SockAddr FIRST = SockAddr.of("198.51.100.1", 80);
    private static final SockAddr SECOND = SockAddr.of("198.51.100.2", 80);

    /** Tells the client where it was connected to, and holds the connection until it goes. */
    private static final Proxy TELLING =
            session -> {
                Endpoint server = session.connectServer();
                session.clientStream().writeLine(server.remote().toString());
                session.clientStream().flush();
                session.clientStream().fill();
            };

    private static String service(String chainer) {
        return "{ proxy: it, router: { direct: [\"198.51.100.1:80\", \"198.51.100.2:80\"] },"
                + " chainer: "
                + chainer
                + " }";
    }

    private static String visit(Bench bench) throws IOException {
        try (Endpoint client = bench.client()) {
            return String.valueOf(client.readLine(100));
        }
    }

    private static List<String> states(Bench bench) {
        return bench.firewall().targets().stream()
                .map(each -> each.address() + " " + each.state())
                .toList();
    }

    @Test
    void serverThatIsDownShouldBeSkippedAndRememberedOverAReload() throws Exception {
        try (Bench bench = Bench.of(service("failover"), TELLING)) {
            bench.network.listen(SECOND, bench.arrivals::add);
            assertThat(visit(bench)).isEqualTo(SECOND.toString());
            bench.network.listen(FIRST, bench.arrivals::add);
            String reloaded = Bench.policy(service("{ failover: { timeout-connect: 3s } }"));
            assertThat(bench.firewall().load("test", reloaded).errors()).isEmpty();

            assertThat(visit(bench)).as("the first is up, and nobody knows").contains("100.2");
            assertThat(states(bench)).containsExactly(FIRST + " down", SECOND + " up");
            assertThat(bench.firewall().targets().getFirst().left()).isPresent();
            assertThat(bench.log.of("core.target-down"))
                    .singleElement()
                    .asString()
                    .contains("service='web-out'", "server='198.51.100.1:80'");
            assertThat(bench.records(2)).allMatch(each -> each.contains("verdict='ACCEPTED'"));
            assertThat(bench.records(2).getFirst()).contains("servers='2'", "100.2'");
        }
    }

    @Test
    void allServersDownShouldBeAConnectionFail() throws Exception {
        try (Bench bench = Bench.of(service("round-robin"), TELLING)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_CONNECTION_FAIL'")
                    .contains("no server can be reached: 2 of 2 targets tried")
                    .contains("198.51.100.1:80 refused", "198.51.100.2:80 refused");
        }
    }

    @Test
    void forbiddenServerShouldEndTheAttemptBeforeAnyConnection() throws Exception {
        String limited = service("failover").replace("it,", "it, to-zones: [dmz],");
        try (Bench bench = Bench.of(limited, TELLING)) {
            bench.network.listen(SECOND, bench.arrivals::add);
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("verdict='DENIED_BY_POLICY'", "servers='1'");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void fewestConnectionsShouldDecideAndEndWithTheirSessions() throws Exception {
        try (Bench bench = Bench.of(service("least-connections"), TELLING)) {
            bench.network.listen(FIRST, bench.arrivals::add);
            bench.network.listen(SECOND, bench.arrivals::add);
            List<Endpoint> held = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Endpoint client = bench.client();
                assertThat(client.readLine(100)).isNotNull();
                held.add(client);
            }
            assertThat(bench.firewall().targets())
                    .extracting(TargetState::connections)
                    .containsExactly(3, 3);
            held.forEach(Endpoint::close);
            bench.records(6);
            assertThat(bench.firewall().targets())
                    .extracting(TargetState::connections)
                    .containsExactly(0, 0);
        }
    }

    @Test
    void explanationShouldShowWhoWouldBeTriedAndWhatIsRemembered() throws Exception {
        try (Bench bench = Bench.of(service("failover"), TELLING)) {
            bench.network.listen(SECOND, bench.arrivals::add);
            visit(bench);
            var explained =
                    bench.firewall()
                            .explain("edge-in", SockAddr.of("192.0.2.99", 0), Optional.empty());
            assertThat(explained.summary()).isEqualTo("goes to " + SECOND);
            assertThat(explained.steps())
                    .extracting(step -> step.what() + ": " + step.result())
                    .containsSubsequence(
                            "remembered: " + FIRST + " is down",
                            "target: " + SECOND + " in zone world",
                            "target: " + FIRST + " in zone world");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ weighted: { weights: { \"198.51.100.9:80\": 3 } } }",
                "{ side-stack: { proxy: it, chainer: { least-connections: { weights: {"
                        + " \"198.51.100.9:80\": 3 } } } } }",
            })
    void weightOfWhatIsNoTargetShouldBeRefusedAtItsPlace(String chainer) {
        String service =
                "{ proxy: it, router: { direct: [\"198.51.100.7:80\"] }, chainer: "
                        + chainer
                        + " }";
        assertThatThrownBy(() -> Bench.of(service, session -> {}))
                .hasMessageContaining("policy.text:8:")
                .hasMessageContaining(
                        "weights.198.51.100.9:80: it is none of the router's targets,"
                                + " [198.51.100.7:80]; remove it or name one of them");
    }

    @Test
    void chainerThatIsNotThereShouldBeRefusedAtItsPlace() throws Exception {
        try (Bench bench = Bench.of(service("failover"), TELLING)) {
            assertThat(bench.firewall().check("test", Bench.policy(service("fail-over"))).errors())
                    .singleElement()
                    .asString()
                    .contains("no chainer is called \"fail-over\"; did you mean \"failover\"?");
        }
    }

    // Else a client that makes us ask for a port that is taken could turn servers off for others.
    @ParameterizedTest
    @EnumSource
    void portThatIsTakenHereShouldNotMarkServersDown(Moving moving) throws Exception {
        Transport on = moving.open();
        Proxy asked =
                session -> {
                    session.clientStream().fill();
                    session.connectServer();
                };
        BlockingQueue<Endpoint> arrived = new LinkedBlockingQueue<>();
        try (Transport.Listening taken = on.listen(SockAddr.of("127.0.0.1", 0), arrived::add);
                Transport.Listening alive = on.listen(SockAddr.of("127.0.0.1", 0), arrived::add);
                LogTap log = new LogTap();
                TestFirewall firewall =
                        new TestFirewall(
                                on,
                                Map.of("it", with -> () -> asked),
                                """
                                stockade: 1
                                listeners: { in: { bind: ["127.0.0.1:0"] } }
                                services:
                                  web:
                                    proxy: it
                                    router: { direct: { targets: ["%s"], forge-port: %d } }
                                    chainer: failover
                                rules: [{ service: web }]
                                """
                                        .formatted(alive.local(), taken.local().port()))) {
            Endpoint client =
                    on.connect(
                            Optional.empty(),
                            firewall.address("in"),
                            java.time.Duration.ofSeconds(20));
            Bench.send(client, "x");
            assertThat(Bench.everything(client)).isEqualTo("<RESET>");
            Bench.until(() -> !log.of("core.summary").isEmpty());
            assertThat(log.of("core.summary").getFirst())
                    .contains("DENIED_BY_CONNECTION_FAIL", "cannot be reached from 0.0.0.0:");
            assertThat(firewall.firewall().targets().getFirst().state()).isEqualTo("up");
            assertThat(log.of("core.target-down")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothTransportsShouldPassOverADeadServer(Moving moving) throws Exception {
        Transport on = moving.open();
        BlockingQueue<Endpoint> arrived = new LinkedBlockingQueue<>();
        Transport.Listening dead = on.listen(SockAddr.of("127.0.0.1", 0), arrived::add);
        SockAddr gone = dead.local();
        dead.close();
        try (Transport.Listening alive = on.listen(SockAddr.of("127.0.0.1", 0), arrived::add);
                TestFirewall firewall =
                        new TestFirewall(
                                on,
                                Map.of("it", with -> () -> TELLING),
                                """
                                stockade: 1
                                listeners: { in: { bind: ["127.0.0.1:0"] } }
                                services:
                                  web:
                                    proxy: it
                                    router: { direct: ["%s", "%s"] }
                                    chainer: failover
                                rules: [{ service: web }]
                                """
                                        .formatted(gone, alive.local()))) {
            Endpoint client =
                    on.connect(
                            Optional.empty(),
                            firewall.address("in"),
                            java.time.Duration.ofSeconds(20));
            assertThat(client.readLine(100)).isEqualTo(alive.local().toString());
            assertThat(arrived.poll(20, TimeUnit.SECONDS)).isNotNull();
            assertThat(firewall.firewall().targets().getFirst().state()).isEqualTo("down");
            client.close();
        }
    }
}
