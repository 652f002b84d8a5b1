package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;

/** Zones of host names, and zones that permit services. */
class ZonesTest {
    private static final ProxyFactory PROXY =
            with -> () -> session -> session.connectServer().close();

    private static String policy(String zones, String rule) {
        return """
        stockade: 1
        zones:
          world: { subnets: ["0.0.0.0/0"] }
        %s
        listeners: { edge-in: { bind: ["192.0.2.1:3128"] } }
        services:
          web-out: { proxy: it, router: { direct: ["198.51.100.7:80"] } }
          other: { proxy: it, router: { direct: ["198.51.100.7:80"] } }
        rules: [%s, { listener: edge-in, from-port: 1, service: other }]
        """
                .formatted(zones.indent(2).stripTrailing(), rule);
    }

    @Test
    void hostShouldBeInItsZoneFromTheFirstConnectionOn() throws Exception {
        String policy =
                policy(
                        "here: { hosts: [localhost] }",
                        "{ listener: edge-in, from-zone: here, service: web-out }");
        try (Bench bench = new Bench(Map.of("it", PROXY), policy)) {
            SockAddr local = SockAddr.of("127.0.0.1", 0);
            assertThat(bench.firewall().zoneOf(local).map(Object::toString)).contains("here");
            Endpoint client = bench.network.dial(local, Bench.FIREWALL);
            Bench.everything(client);
            assertThat(bench.record()).contains("verdict='ACCEPTED'", "client_zone='here'");
            Bench.everything(bench.client());
            assertThat(bench.records(2).getLast()).contains("DENIED_BY_POLICY");
        }
    }

    @Test
    void hostThatDoesNotResolveShouldBeInNoZoneAndSaidSo() throws Exception {
        String policy =
                policy(
                        "gone: { hosts: [nobody.invalid] }",
                        "{ listener: edge-in, from-zone: world, service: web-out }");
        try (Bench bench = new Bench(Map.of("it", PROXY), policy)) {
            Bench.until(() -> !bench.log.of("core.host-unresolved").isEmpty());
            Bench.everything(bench.client());
            assertThat(bench.record()).contains("client_zone='world'");
        }
    }

    @Test
    void clientsZoneShouldBeAskedBesideTheRules() throws Exception {
        String policy =
                policy(
                        "office: { subnets: [192.0.2.0/24], outbound-services: [other] }",
                        "{ listener: edge-in, from-zone: office, service: web-out }");
        try (Bench bench = new Bench(Map.of("it", PROXY), policy)) {
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains(
                            "verdict='DENIED_BY_POLICY'",
                            "zone \"office\" does not permit service \"web-out\"");
            assertThat(
                            bench.firewall()
                                    .explain(
                                            "edge-in",
                                            SockAddr.of("192.0.2.99", 0),
                                            Optional.empty())
                                    .summary())
                    .contains("name it in outbound-services");
        }
    }

    @Test
    void serversZoneShouldBeAskedBeforeItIsConnectedTo() throws Exception {
        String policy =
                policy(
                        "dmz: { subnets: [198.51.100.0/24], inbound-services: [other] }",
                        "{ listener: edge-in, service: web-out }");
        try (Bench bench = new Bench(Map.of("it", PROXY), policy)) {
            Bench.everything(bench.client());
            assertThat(bench.record())
                    .contains(
                            "verdict='DENIED_BY_POLICY'",
                            "server 198.51.100.7:80: zone \"dmz\" does not permit service"
                                    + " \"web-out\"");
            assertThat(bench.arrivals).isEmpty();
            assertThat(
                            bench.firewall()
                                    .explain(
                                            "edge-in",
                                            SockAddr.of("192.0.2.99", 0),
                                            Optional.empty())
                                    .accepted())
                    .isFalse();
        }
    }
}
