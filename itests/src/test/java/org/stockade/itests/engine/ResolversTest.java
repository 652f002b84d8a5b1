package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.proxy.Proxy;

/** Host names that a protocol names, by the resolver of its service. */
class ResolversTest {
    private static Bench bench(String resolver, String host) throws IOException {
        Proxy naming = session -> session.connectServer(host, 80).writeLine("hello");
        String policy =
                Bench.policy("{ proxy: it, router: inband, resolver: mine }")
                        .replace("listeners:", "resolvers: { mine: " + resolver + " }\nlisteners:");
        return new Bench(Map.of("it", with -> () -> naming), policy);
    }

    private static final String TABLE =
            "{ static: { hosts: { www.test: 198.51.100.7, inside.test: 10.0.0.1 } } }";

    @Test
    void tableShouldSayWhereAHostIs() throws Exception {
        try (Bench bench = bench(TABLE, "WWW.test")) {
            bench.client();
            assertThat(bench.server().readLine(100)).isEqualTo("hello");
            assertThat(bench.record()).contains("server_address='198.51.100.7'");
        }
    }

    @Test
    void hostThatIsNotInTheTableShouldNotBeAskedForElsewhere() throws Exception {
        try (Bench bench = bench(TABLE, "localhost")) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("DENIED_BY_CONNECTION_FAIL", "host name localhost is unknown");
        }
    }

    @Test
    void tableShouldNotOpenAnInternalAddressToTheProtocol() throws Exception {
        try (Bench bench = bench(TABLE, "inside.test")) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record()).contains("DENIED_BY_POLICY", "internal range 10.0.0.0/8");
        }
    }

    @Test
    void silentDnsServerShouldBeAConnectionFailWithinTheLimit() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Bench bench =
                        bench(
                                "{ dns: { servers: \"127.0.0.1:%d\", timeout: 100ms } }"
                                        .formatted(silent.getLocalPort()),
                                "www.test")) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("DENIED_BY_CONNECTION_FAIL", "www.test could not be resolved")
                    .contains("127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void wrongSettingsShouldBeErrorsAtTheirPlaces() throws Exception {
        try (Bench bench = Bench.of(session -> {})) {
            for (String wrong :
                    new String[] {
                        "{ dns: { servers: [] } }",
                        "{ dns: dns.test }",
                        "{ static: { hosts: { a: nowhere } } }",
                        "{ dnss: 127.0.0.1 }"
                    }) {
                String policy =
                        Bench.policy(Bench.INBAND.replace("it,", "it, resolver: mine,"))
                                .replace(
                                        "listeners:",
                                        "resolvers: { mine: " + wrong + " }\nlisteners:");
                assertThat(bench.firewall().check("test", policy).errors())
                        .as(wrong)
                        .singleElement()
                        .asString()
                        .startsWith("test:5:")
                        .contains("resolver \"mine\"");
            }
        }
    }
}
