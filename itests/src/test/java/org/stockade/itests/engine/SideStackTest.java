package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;

/** A proxy between a proxy and its server: core.md section 10.6. */
@Timeout(60)
class SideStackTest {
    private static final String SIDE = "{ side-stack: { proxy: kid } }";

    /** Passes on what comes. */
    private static final Proxy LEFT =
            session -> session.relay(session.clientStream(), session.connectServer(), true);

    /** Likewise, with a word in front of what goes to the server. */
    private static Proxy saying(String word) {
        return session -> {
            Endpoint server = session.connectServer();
            Bench.send(server, word);
            session.relay(session.clientStream(), server, true);
        };
    }

    private static Bench bench(Proxy left, Proxy kid, String chainer) throws IOException {
        Map<String, ProxyFactory> proxies = new HashMap<>();
        proxies.put("it", with -> () -> left);
        proxies.put("kid", with -> () -> kid);
        proxies.put("grandkid", with -> () -> saying("grandkid "));
        return new Bench(
                proxies,
                Bench.policy(
                        "{ proxy: it, router: { direct: [\"198.51.100.7:80\"] }, chainer: "
                                + chainer
                                + " }"));
    }

    @Test
    void bytesShouldGoThroughBothAndCountOnce() throws Exception {
        try (Bench bench = bench(LEFT, saying("kid "), SIDE)) {
            Endpoint client = bench.client();
            Bench.send(client, "question");
            client.endOutput();
            Endpoint server = bench.server();
            assertThat(Bench.everything(server)).isEqualTo("kid question");
            Bench.send(server, "answer");
            server.close();

            assertThat(Bench.everything(client)).isEqualTo("answer");
            assertThat(bench.record())
                    .contains("verdict='ACCEPTED'", "server_address='198.51.100.7'", "servers='1'")
                    .contains("client_received='8'", "client_sent='6'")
                    .contains("server_received='6'", "server_sent='12'");
        }
    }

    @Test
    void chainShouldNest() throws Exception {
        String two =
                "{ side-stack: { proxy: kid, chainer: { side-stack: { proxy: grandkid, chainer:"
                        + " failover } } } }";
        try (Bench bench = bench(LEFT, saying("kid "), two)) {
            Endpoint client = bench.client();
            Bench.send(client, "question");
            client.endOutput();
            Endpoint server = bench.server();
            assertThat(Bench.everything(server)).isEqualTo("grandkid kid question");
            server.close();
            assertThat(Bench.everything(client)).isEmpty();
            bench.record();
        }
    }

    @Test
    void lastWordShouldArriveThoughTheProxyReturnsAtOnce() throws Exception {
        String last = "x".repeat(100_000);
        Proxy left = session -> Bench.send(session.connectServer(), last);
        try (Bench bench = bench(left, LEFT, SIDE)) {
            bench.client();
            Endpoint server = bench.server();
            assertThat(Bench.everything(server)).isEqualTo(last);
            server.close();
            assertThat(bench.record()).contains("verdict='ACCEPTED'");
        }
    }

    @Test
    void treeShouldShowItAndAKillOfItAloneShouldBeSeenAsAReset() throws Exception {
        Proxy left =
                session -> {
                    try {
                        session.connectServer().fill();
                    } catch (IOException reset) {
                        Bench.send(session.clientStream(), "reset");
                    }
                };
        try (Bench bench = bench(left, LEFT, SIDE)) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            Bench.until(
                    () ->
                            bench.firewall()
                                    .session("web-out:0")
                                    .map(SideStackTest::ids)
                                    .filter(ids -> ids.size() == 3)
                                    .isPresent());
            assertThat(ids(bench.firewall().session("web-out:0").orElseThrow()))
                    .containsExactly(
                            "(edge/web-out:0)", "(edge/web-out:0/it)", "(edge/web-out:0/it/kid)");

            assertThat(bench.firewall().kill("web-out:0/it/kid", "killed by a test")).isTrue();

            assertThat(Bench.everything(client)).isEqualTo("reset");
            assertThat(Bench.everything(server)).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("killed by a test");
        }
    }

    private static List<String> ids(SessionNode node) {
        List<String> ids = new ArrayList<>(List.of(node.id()));
        node.children().forEach(child -> ids.addAll(ids(child)));
        return ids;
    }

    @Test
    void drainShouldReachTheChild() throws Exception {
        Proxy kid =
                session -> {
                    Endpoint server = session.connectServer();
                    Readiness why = session.clientStream().await(Duration.ofSeconds(50));
                    Bench.send(server, why.name());
                };
        try (Bench bench = bench(LEFT, kid, SIDE)) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            Thread draining =
                    Thread.ofVirtual().start(() -> bench.firewall().drain(Duration.ofSeconds(30)));
            assertThat(Bench.everything(server)).isEqualTo("FINISH");
            client.close();
            draining.join();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DENIED_BY_CONNECTION_FAIL, 'server 203.0.113.9:80 refused the connection', 'dmz, world'",
        "DENIED_BY_POLICY,          'to-zones', world",
    })
    void failureOfTheChildsServerShouldBeTheOutcome(String verdict, String why, String toZones)
            throws Exception {
        String policy =
                Bench.policy(
                        "{ proxy: it, router: { direct: [\"203.0.113.9:80\"] }, chainer: "
                                + SIDE
                                + ", to-zones: ["
                                + toZones
                                + "] }");
        Map<String, ProxyFactory> proxies =
                Map.of("it", with -> () -> LEFT, "kid", with -> () -> LEFT);
        try (Bench bench = new Bench(proxies, policy)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='" + verdict + "'", "server_address='203.0.113.9'")
                    .contains(why);
        }
    }

    @Test
    void childThatThrowsShouldBeAResetAndItsBundlesFault() throws Exception {
        Proxy kid =
                session -> {
                    throw new IllegalStateException("broken kid");
                };
        try (Bench bench = bench(LEFT, kid, SIDE)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("broken kid");
            assertThat(bench.log.of("core.child-failed").getFirst()).contains("broken kid");
        }
    }

    @Test
    void targetThatTheProtocolNamesShouldBeTheChilds() throws Exception {
        Proxy left =
                session ->
                        session.relay(
                                session.clientStream(),
                                session.connectServer("198.51.100.7", 80),
                                true);
        Map<String, ProxyFactory> proxies =
                Map.of("it", with -> () -> left, "kid", with -> () -> saying("kid"));
        String policy = Bench.policy("{ proxy: it, router: inband, chainer: " + SIDE + " }");
        try (Bench bench = new Bench(proxies, policy)) {
            Endpoint client = bench.client();
            client.endOutput();
            Endpoint server = bench.server();
            assertThat(Bench.everything(server)).isEqualTo("kid");
            server.close();
            assertThat(bench.record()).contains("server_address='198.51.100.7'");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ side-stack: { with: {} } }                       | the key \"proxy\" is missing",
                "{ side-stack: { proxy: kid, hold: none } }         | hold: nothing is held between",
                "{ side-stack: { proxy: kid, chainer: no-such } }   | no chainer is called \"no-such\"",
                "{ side-stack: { proxy: kid, chain: connect } }     | unknown key \"chain\"; use proxy, with, hold or chainer",
                "{ side-stack: { proxy: kid, chainer: { failover: { timeout-state: x } } } } | timeout-state",
            })
    void wrongSettingsShouldBeReportedAtTheirPlace(String chainer, String error) {
        assertThatThrownBy(() -> bench(LEFT, LEFT, chainer))
                .hasMessageContaining("policy.text:8:")
                .hasMessageContaining(error.strip());
    }

    @Test
    void childThatIsNotThereShouldBeAWarningAndAFailureToConnect() throws Exception {
        try (Bench bench = bench(LEFT, LEFT, "{ side-stack: { proxy: missing } }")) {
            Bench.everything(bench.client());
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_CONNECTION_FAIL'")
                    .contains("side-stack: proxy \"missing\" is not there to be stacked");
        }
    }

    @Test
    void explanationShouldNameTheChainAndItsBundles() throws Exception {
        try (Bench bench = bench(LEFT, LEFT, SIDE)) {
            String steps =
                    bench.firewall()
                            .explain("edge-in", SockAddr.parse("192.0.2.99:1000"), Optional.empty())
                            .steps()
                            .toString();
            assertThat(steps)
                    .contains("side-stack > connect")
                    .contains("kid, bundle none.kid 0.0.0")
                    .contains("198.51.100.7:80 in zone");
        }
    }
}
