package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;

/** Addresses are translated before they are checked, and what was checked is what is connected. */
class NatTest {
    private static final Proxy NAMING =
            session -> session.connectServer("203.0.113.9", 80).writeLine("hello");

    private static Bench bench(String nat, String service, Proxy it) throws IOException {
        String policy = Bench.policy(service).replace("listeners:", "nat: " + nat + "\nlisteners:");
        return new Bench(Map.of("it", with -> () -> it), policy);
    }

    private static Bench bench(String nat, String service) throws IOException {
        return bench(nat, service, session -> session.connectServer().writeLine("hello"));
    }

    @Test
    void serversAddressShouldBeTranslatedAndNamedInTheRecord() throws Exception {
        String service = "{ proxy: it, router: { direct: [\"203.0.113.9:80\"] }, dnat: out }";
        try (Bench bench = bench("{ out: { static: 198.51.100.7 } }", service)) {
            bench.client();
            assertThat(bench.server().readLine(100)).isEqualTo("hello");
            assertThat(bench.record())
                    .contains("server_address='198.51.100.7'", "server_zone='world'");
        }
    }

    @Test
    void ourAddressShouldBeTranslatedFromTheClients() throws Exception {
        String nat = "{ in: { general: [{ source: 192.0.2.0/24, mapped: 198.51.100.128/25 }] } }";
        try (Bench bench = bench(nat, Bench.DIRECT.replace("it,", "it, snat: in,"))) {
            bench.client();
            Endpoint server = bench.server();
            assertThat(server.remote().ip()).isEqualTo("198.51.100.227");
            assertThat(bench.record()).contains("server_local='198.51.100.227'");
        }
    }

    @Test
    void permissionShouldBeAskedForTheRealAddress() throws Exception {
        String service =
                "{ proxy: it, router: { direct: [\"203.0.113.9:80\"] }, dnat: out, to-zones: [dmz] }";
        try (Bench bench = bench("{ out: { static: 198.51.100.7 } }", service)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "to-zones")
                    .contains("server_address='198.51.100.7'", "server_zone='world'");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void addressThatThePolicyRejectsShouldBeNamedAndNotConnected() throws Exception {
        String service = Bench.DIRECT.replace("it,", "it, dnat: out,");
        try (Bench bench =
                bench("{ out: { one-to-one: [{ from: 10.0.0.0/8, to: 11.0.0.0/8 }] } }", service)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "has no address for 198.51.100.7")
                    .contains("server_address='198.51.100.7'");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void protocolShouldNotReachAnInternalAddressThroughTranslation() throws Exception {
        String service = "{ proxy: it, router: inband, dnat: out }";
        String nat = "{ out: { one-to-one: [{ from: 203.0.113.0/24, to: 10.0.0.0/24 }] } }";
        try (Bench bench = bench(nat, service, NAMING)) {
            bench.network.listen(SockAddr.of("10.0.0.9", 80), bench.arrivals::add);
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'", "internal range 10.0.0.0/8")
                    .contains("translated from 203.0.113.9:80");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void explanationShouldShowWhatIsReallyConnected() throws Exception {
        String service =
                "{ proxy: it, router: { direct: [\"203.0.113.9:80\"] }, snat: in, dnat: out }";
        String nat = "{ out: { static: 198.51.100.7 }, in: { static: 192.0.2.77 } }";
        try (Bench bench = bench(nat, service)) {
            var explained =
                    bench.firewall()
                            .explain("edge-in", SockAddr.of("192.0.2.99", 0), Optional.empty());
            assertThat(explained.summary()).isEqualTo("goes to 198.51.100.7:80");
            assertThat(explained.steps())
                    .extracting(step -> step.what() + ": " + step.result())
                    .contains(
                            "snat: in",
                            "dnat: out",
                            "target: 203.0.113.9:80, translated to 198.51.100.7:80 in zone world,"
                                    + " from 192.0.2.77:0");
        }
    }

    @Test
    void unknownNamesAndKindsShouldBeErrorsAtTheirPlaces() throws Exception {
        try (Bench bench = Bench.of(session -> {})) {
            String policy =
                    Bench.policy(Bench.DIRECT.replace("it,", "it, dnat: utt,"))
                            .replace("listeners:", "nat: { out: { statc: 1 } }\nlisteners:");
            assertThat(bench.firewall().check("test", policy).errors())
                    .hasSize(2)
                    .anyMatch(
                            each ->
                                    each.startsWith("test:5:")
                                            && each.contains("no kind is called \"statc\""))
                    .anyMatch(
                            each ->
                                    each.startsWith("test:9:")
                                            && each.contains("unknown NAT policy \"utt\"")
                                            && each.contains("use out"));
        }
    }
}
