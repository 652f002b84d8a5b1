package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.ProxyFactory;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/** Our address and port towards the server: core.md section 9, on real sockets of loopback. */
@Timeout(120)
class ForgingTest {
    private static final Map<String, ProxyFactory> PROXIES =
            Map.of(
                    "it",
                    with ->
                            () ->
                                    session -> {
                                        try (Endpoint server = session.connectServer()) {
                                            server.fill();
                                        }
                                    });

    private static final String POLICY =
            """
            stockade: 1
            zones: { world: { subnets: ["0.0.0.0/0", "::/0"] } }
            listeners: { edge-in: { bind: ["%s"] } }
            services:
              onward: { proxy: it, router: { direct: { targets: ["%s"], %s } } }
            rules:
              - { listener: edge-in, service: onward }
            """;

    // The client itself has its port: the next one of the group serves.
    @ParameterizedTest
    @CsvSource({
        "PORTABLE, 127.0.0.1, group,  false",
        "LOOPS,    127.0.0.1, group,  false",
        "PORTABLE, 127.0.0.5, group,  true",
        "LOOPS,    127.0.0.5, group,  true",
        "PORTABLE, 127.0.0.5, random, true",
        "LOOPS,    127.0.0.5, random, true",
        "PORTABLE, ::1,       group,  true",
        "LOOPS,    ::1,       group,  true",
        "LOOPS,    127.0.0.5, any,    true",
        "PORTABLE, ::1,       any,    true",
    })
    void serverShouldSeeAPortOfTheGroupOfTheClients(
            Moving moving, String client, String port, boolean address) throws Exception {
        boolean four = client.indexOf(':') < 0;
        InetAddress loopback = InetAddress.getByName(four ? "127.0.0.1" : "::1");
        try (ServerSocket server = new ServerSocket(0, 50, loopback);
                TestFirewall firewall =
                        firewall(
                                moving,
                                SockAddr.of(loopback.getHostAddress(), 0),
                                server,
                                "forge-port: " + port + ", forge-address: " + address);
                Socket peer = new Socket()) {
            server.setSoTimeout(20_000);
            peer.bind(new InetSocketAddress(client, 0));
            peer.connect(firewall.address("edge-in").toSocket());
            try (Socket seen = server.accept()) {
                assertThat(seen.getInetAddress())
                        .isEqualTo(address ? InetAddress.getByName(client) : loopback);
                assertThat(seen.getPort()).isNotEqualTo(peer.getLocalPort()).isGreaterThan(1023);
                if (port.equals("group")) {
                    int next = seen.getPort() - peer.getLocalPort();
                    assertThat(Math.floorMod(next, 64_512)).isBetween(1, 2_000);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PORTABLE, exact", "LOOPS, exact"})
    void portThatIsInUseShouldBeSaidInTheRecord(Moving moving, String port) throws Exception {
        try (LogTap log = new LogTap();
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestFirewall firewall =
                        firewall(
                                moving,
                                SockAddr.of("127.0.0.1", 0),
                                server,
                                "forge-address: true, forge-port: " + port);
                Socket peer = new Socket()) {
            peer.connect(firewall.address("edge-in").toSocket());
            Bench.until(() -> !log.of("core.summary").isEmpty());

            assertThat(log.of("core.summary").getFirst())
                    .contains("verdict='DENIED_BY_CONNECTION_FAIL'")
                    .contains("from 127.0.0.1:" + peer.getLocalPort() + ": the port is in use");
        }
    }

    private static TestFirewall firewall(
            Moving moving, SockAddr bind, ServerSocket server, String forging) throws IOException {
        SockAddr target = SockAddr.of((InetSocketAddress) server.getLocalSocketAddress());
        return new TestFirewall(moving.open(), PROXIES, POLICY.formatted(bind, target, forging));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:3128,                           false",
        "127.0.0.1:3128,                           true",
        "'127.0.0.1:3128\", \"192.0.2.1:3128', false",
    })
    void clientsOfOtherMachinesShouldNeedTheCapability(String bind, boolean accepted)
            throws Exception {
        String policy = POLICY.formatted(bind, "198.51.100.7:80", "forge-address: true");
        FilteredNetwork without = new FilteredNetwork(Optional.of("the capability; grant it"));
        if (accepted) {
            new TestFirewall(without, PROXIES, policy).close();
            return;
        }
        assertThatThrownBy(() -> new TestFirewall(without, PROXIES, policy))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "policy.text:5:42: service \"onward\": forge-address needs the capability;"
                                + " grant it; or have only listeners on loopback lead to it, or use"
                                + " false");
    }

    // What this process could do does not count: the policy rules it out wherever it is loaded.
    @ParameterizedTest
    @CsvSource({"192.0.2.1:3128, false", "127.0.0.1:3128, true"})
    void portableTransportShouldRuleForgingOutForClientsOfOtherMachines(
            String bind, boolean accepted) throws Exception {
        String policy =
                POLICY.formatted(bind, "198.51.100.7:80", "forge-address: true")
                        .replace("zones:", "transport: portable\nzones:");
        FilteredNetwork able = new FilteredNetwork(Optional.empty());
        String loops = POLICY.formatted(bind, "198.51.100.7:80", "forge-address: true");
        try (TestFirewall firewall = new TestFirewall(able, PROXIES, loops)) {
            List<String> errors = firewall.firewall().check("new.yaml", policy).errors();
            if (accepted) {
                assertThat(errors).isEmpty();
                return;
            }
            assertThat(errors)
                    .containsExactly(
                            "new.yaml:6:42: service \"onward\": forge-address needs the loops"
                                    + " transport; remove transport: portable; or have only"
                                    + " listeners on loopback lead to it, or use false");
        }
    }

    @Test
    void processWithTheCapabilityShouldForge() throws Exception {
        FilteredNetwork able = new FilteredNetwork(Optional.empty());
        SockAddr server = SockAddr.parse("198.51.100.7:80");
        var arrivals = new java.util.concurrent.LinkedBlockingQueue<Endpoint>();
        able.network().listen(server, arrivals::add);
        String policy = POLICY.formatted("192.0.2.1:3128", server, "forge-address: true");
        try (TestFirewall firewall = new TestFirewall(able, PROXIES, policy)) {
            able.network()
                    .dial(SockAddr.parse("192.0.2.99:40001"), SockAddr.parse("192.0.2.1:3128"));
            Endpoint seen = arrivals.poll(20, java.util.concurrent.TimeUnit.SECONDS);

            assertThat(seen.remote().ip()).isEqualTo("192.0.2.99");
            assertThat(
                            firewall.firewall()
                                    .explain(
                                            "edge-in",
                                            SockAddr.parse("192.0.2.99:40001"),
                                            Optional.empty())
                                    .steps()
                                    .toString())
                    .contains("from 192.0.2.99:0");
        }
    }
}
