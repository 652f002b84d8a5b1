package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.chain.Router.Route;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.session.Side;

/** A refused server is named in the record, and no connection to it is ever opened. */
class TargetsTest {
    private static Proxy naming(String host, int port) {
        return session -> session.connectServer(host, port);
    }

    /** Runs one session; what it dialled would have been counted by a listener there. */
    private static String denied(Bench bench, SockAddr target) throws IOException {
        AtomicInteger reached = new AtomicInteger();
        try (var trap = bench.network.listen(target, server -> reached.incrementAndGet())) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            String record = bench.record();
            assertThat(reached).as("connections to " + target).hasValue(0);
            return record;
        }
    }

    @Test
    void serverOutsideToZonesShouldBeRefusedOnItsRealAddress() throws IOException {
        String service =
                "{ proxy: it, router: { direct: [\"203.0.113.5:25\"] }, to-zones: [world] }";
        try (Bench bench = Bench.of(service, session -> session.connectServer())) {
            assertThat(denied(bench, SockAddr.of("203.0.113.5", 25)))
                    .contains("verdict='DENIED_BY_POLICY'", "to-zones")
                    .contains("server_address='203.0.113.5'", "server_zone='dmz'");
        }
    }

    // The policy's own words: absent is anywhere, an empty list is nowhere.
    @Test
    void emptyToZonesShouldPermitNoServer() throws IOException {
        String service = Bench.DIRECT.replace("it,", "it, to-zones: [],");
        try (Bench bench = Bench.of(service, session -> session.connectServer())) {
            assertThat(bench.firewall().explain("edge-in", Bench.SERVER, Optional.empty()))
                    .returns(false, it -> it.accepted())
                    .returns("to-zones permits [] only", it -> it.summary());
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "to-zones of the service permits []");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void targetThatNoSessionMayReachShouldBeWarnedOf() throws IOException {
        String closed =
                "{ proxy: it, router: { direct: [\"203.0.113.5:25\", \"192.0.2.1:3128\","
                        + " \"198.51.100.7:80\"] }, to-zones: [world] }";
        try (Bench bench = Bench.of(Bench.DIRECT, session -> session.connectServer())) {
            assertThat(bench.firewall().check("new.yaml", Bench.policy(closed)).warnings())
                    .containsExactly(
                            "new.yaml:8:43: service \"web-out\": target 203.0.113.5:25 is refused:"
                                    + " to-zones does not permit zone dmz",
                            "new.yaml:8:43: service \"web-out\": target 192.0.2.1:3128 is refused:"
                                    + " it is the firewall's own listener \"edge-in\"");
            // A name may have that address, and a translation may make another of it.
            String unsure =
                    Bench.policy(closed)
                            .replace("dmz: { subnets", "dmz: { hosts: [localhost], subnets")
                            .replace(", \"192.0.2.1:3128\"", "");
            assertThat(bench.firewall().check("new.yaml", unsure).warnings()).isEmpty();
        }
    }

    @Test
    void targetOfAnotherFamilyThanOurAddressShouldBeWarnedOfAsExplainSaysIt() throws IOException {
        String service =
                "{ proxy: it, router: { direct: [\"[2001:db8::7]:80\", \"198.51.100.7:80\"] },"
                        + " snat: four }";
        String mixed =
                Bench.policy(service)
                        .replace(
                                "listeners:",
                                "nat: { four: { static: 198.51.100.1 } }\nlisteners:");
        String why =
                "server [2001:db8::7]:80 cannot be reached from 198.51.100.1:0: one is of IPv4, the"
                        + " other of IPv6; translate both";
        try (Bench bench = Bench.of(Bench.DIRECT, session -> session.connectServer())) {
            String warning =
                    "new.yaml:9:43: service \"web-out\": target [2001:db8::7]:80 is refused: "
                            + why;
            assertThat(bench.firewall().check("new.yaml", mixed).warnings())
                    .containsExactly(warning);
            assertThat(bench.firewall().load("new.yaml", mixed))
                    .returns(true, it -> it.ok())
                    .returns(List.of(warning), it -> it.warnings());
            assertThat(bench.firewall().explain("edge-in", Bench.SERVER, Optional.empty()))
                    .returns(false, it -> it.accepted())
                    .returns(why, it -> it.summary());
            // The mend that it names.
            String both =
                    mixed.replace("snat: four", "snat: four, dnat: down")
                            .replace("nat: {", "nat: { down: { static: 203.0.113.9 },");
            assertThat(bench.firewall().check("new.yaml", both).warnings()).isEmpty();
        }
    }

    @Test
    void eachOfSeveralTargetsShouldBeCheckedByItself() throws IOException {
        String service = "{ proxy: it, router: inband, to-zones: [world] }";
        Proxy two =
                session -> {
                    session.connectServer("198.51.100.7", 80);
                    session.connectServer("203.0.113.5", 25);
                };
        try (Bench bench = Bench.of(service, two)) {
            assertThat(denied(bench, SockAddr.of("203.0.113.5", 25)))
                    .contains("verdict='DENIED_BY_POLICY'", "servers='2'");
            assertThat(bench.arrivals).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "0.0.0.0",
                "::",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "169.254.169.254",
                "fe80::1",
                "fc00::1",
                "fec0::1",
                "64:ff9b::7f00:1",
                "localhost",
                "127.1",
                "2130706433",
                "224.0.0.1"
            })
    void internalTargetShouldBeRefusedInBand(String host) throws IOException {
        try (Bench bench = Bench.of(Bench.INBAND, naming(host, 80))) {
            SockAddr trap = SockAddr.of("127.0.0.1", 80);
            assertThat(denied(bench, trap))
                    .contains("verdict='DENIED_BY_POLICY'", "internal range");
        }
    }

    @Test
    void ownAddressShouldBeRefusedInBandAlsoWhereItsNetworkIsAZone() throws IOException {
        String own =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(InetAddress::isSiteLocalAddress)
                        .map(InetAddress::getHostAddress)
                        .findFirst()
                        .orElse("");
        Assumptions.assumeFalse(own.isEmpty(), "this machine has no private address");
        String policy =
                Bench.policy(Bench.INBAND)
                        .replace(
                                "203.0.113.0/24",
                                "10.0.0.0/8\", \"172.16.0.0/12\", \"192.168.0.0/16");
        try (Bench bench = new Bench(Map.of("it", with -> () -> naming(own, 80)), policy)) {
            assertThat(denied(bench, SockAddr.of(own, 80)))
                    .contains("verdict='DENIED_BY_POLICY'", "/32");
        }
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.1.2.3", "10.1.0.0/16, 10.1.2.3", "127.0.0.0/8, 127.0.0.1"})
    void internalTargetShouldBePermittedByAZoneDrawnForIt(String subnet, String host)
            throws Exception {
        String policy = Bench.policy(Bench.INBAND).replace("203.0.113.0/24", subnet);
        try (Bench bench = new Bench(Map.of("it", with -> () -> naming(host, 80)), policy)) {
            bench.network.listen(SockAddr.of(host, 80), bench.arrivals::add);
            assertThat(Bench.everything(bench.client())).isEmpty();
            bench.server();
            assertThat(bench.record()).contains("verdict='ACCEPTED'", "server_zone='dmz'");
        }
    }

    @Test
    void protocolShouldNameNoTargetWhereTheRouterDoesNotLetIt() throws IOException {
        try (Bench bench = Bench.of(naming("198.51.100.7", 80))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("verdict='DENIED_BY_POLICY'", "router: inband");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void unknownHostShouldBeAConnectionFail() throws IOException {
        try (Bench bench = Bench.of(Bench.INBAND, naming("no-such-host.invalid", 80))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_CONNECTION_FAIL'", "no-such-host.invalid");
        }
    }

    // Port 0 would be filled in with the port that the client aimed at.
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void portOutOfRangeShouldBeAConnectionFail(int port) throws IOException {
        try (Bench bench = Bench.of(Bench.INBAND, naming("198.51.100.7", port))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("DENIED_BY_CONNECTION_FAIL", "out of range");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ direct: [\"192.0.2.1:3128\"] }", "transparent", "inband"})
    void ownListenerShouldBeRefusedAsTarget(String router) throws IOException {
        Proxy proxy =
                session -> {
                    if (session.route().inband()) {
                        session.connectServer("192.0.2.1", 3128);
                    }
                    session.connectServer();
                };
        try (Bench bench = Bench.of("{ proxy: it, router: " + router + " }", proxy)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "own listener \"edge-in\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1", "'[::]', 127.0.0.1", "'[::]', ::1", "127.0.0.1, 0.0.0.0"})
    void ownListenerShouldBeFoundBehindAWildcard(String bind, String target) throws IOException {
        RouterFactory here = with -> session -> routeTo(SockAddr.of(target, 3128));
        String policy =
                Bench.policy("{ proxy: it, router: here }")
                        .replace("bind: [", "bind: [\"" + bind + ":3128\", ");
        try (Bench bench =
                new Bench(
                        Map.of("it", with -> () -> session -> session.connectServer()),
                        Map.of("here", here),
                        policy)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("DENIED_BY_POLICY", "own listener");
        }
    }

    private static Route routeTo(SockAddr target) {
        return new Route(List.of(target), Optional.empty(), false, false, false);
    }

    @Test
    void secondConnectionShouldBeCheckedLikeTheFirst() throws IOException {
        String service = Bench.DIRECT.replace("it,", "it, to-zones: [world],");
        Proxy proxy =
                session -> {
                    session.connectServer();
                    session.connectSecondary(
                            Side.SERVER, Optional.empty(), SockAddr.of("203.0.113.5", 25));
                };
        try (Bench bench = Bench.of(service, proxy)) {
            assertThat(denied(bench, SockAddr.of("203.0.113.5", 25)))
                    .contains("to-zones", "server_address='198.51.100.7'");
        }
    }
}
