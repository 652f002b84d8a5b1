package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.chain.HostResolver;
import org.stockade.chain.Nat;
import org.stockade.chain.NatFactory;
import org.stockade.chain.ResolverFactory;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Setting;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Kinds of NAT policies and resolvers that another bundle brings. */
class ForeignKindsTest {
    private static final SockAddr REAL = SockAddr.parse("198.51.100.7:80");

    private static final Map<String, ProxyFactory> PROXIES =
            Map.of(
                    "it",
                    with -> () -> session -> session.connectServer("mirror.example", 80).close());

    private static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0"] }
              mirror: { hosts: [mirror.example], resolver: names }
            listeners: { edge-in: { bind: ["192.0.2.1:3128"] } }
            nat: { other: { shifted: { by: 2 } } }
            resolvers: { names: { fixed: 198.51.100.5 } }
            services:
              onward: { proxy: it, router: inband, dnat: other, resolver: names, to-zones: [world] }
            rules:
              - { listener: edge-in, service: onward }
            """;

    /** Keys of a kind of NAT. */
    public record Shift(@Setting("Steps.") int by) {}

    /** Keys of a kind of resolver. */
    public record Fixed(@Setting(value = "Address of every host.", shorthand = true) String at) {}

    private static final NatFactory SHIFTED =
            with -> {
                int by = with.bind(Shift.class).by();
                return (side, pair) ->
                        side == Nat.Side.SOURCE
                                ? Optional.empty()
                                : pair.destination().map(each -> shifted(each, by));
            };

    private static SockAddr shifted(SockAddr address, int by) {
        byte[] octets = address.address().getAddress();
        octets[3] += (byte) by;
        return SockAddr.of(
                (octets[0] & 255)
                        + "."
                        + (octets[1] & 255)
                        + "."
                        + (octets[2] & 255)
                        + "."
                        + (octets[3] & 255),
                address.port());
    }

    private static final ResolverFactory FIXED =
            with -> {
                InetAddress at = SockAddr.of(with.bind(Fixed.class).at(), 0).address();
                return new HostResolver() {
                    @Override
                    public Optional<List<InetAddress>> known(String host) {
                        return Optional.empty();
                    }

                    @Override
                    public List<InetAddress> ask(String host, Duration limit) {
                        return List.of(at);
                    }
                };
            };

    private static FixedRevisions bringing(Map<Kind, Map<String, ?>> kinds) {
        return new FixedRevisions(PROXIES, Map.of(), kinds);
    }

    @Test
    void bothShouldServeAndTheZoneOfAHostBeFoundByItsResolver() throws Exception {
        MemoryTransport network = new MemoryTransport(4096);
        BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
        network.listen(REAL, arrivals::add);
        Map<Kind, Map<String, ?>> kinds =
                Map.of(Kind.NAT, Map.of("shifted", SHIFTED), Kind.RESOLVER, Map.of("fixed", FIXED));
        try (LogTap log = new LogTap();
                TestFirewall firewall = new TestFirewall(network, bringing(kinds), POLICY)) {
            network.dial(SockAddr.of("192.0.2.99", 0), SockAddr.parse("192.0.2.1:3128"));
            assertThat(arrivals.poll(20, TimeUnit.SECONDS)).isNotNull();
            Bench.until(() -> !log.of("core.summary").isEmpty());
            assertThat(log.of("core.summary").getFirst())
                    .contains("server_address='198.51.100.7'", "verdict='ACCEPTED'");
            assertThat(firewall.firewall().zoneOf(SockAddr.parse("198.51.100.5:1")))
                    .hasValueSatisfying(zone -> assertThat(zone.name()).isEqualTo("mirror"));
        }
    }

    // Also where a bundle has it, so that its own kinds are offered like those of the engine.
    @Test
    void nearestKindShouldBeNamedWhoeverBringsIt() {
        Map<Kind, Map<String, ?>> kinds =
                Map.of(Kind.NAT, Map.of("shifter", SHIFTED), Kind.RESOLVER, Map.of("fixed", FIXED));
        assertThatThrownBy(
                        () -> new TestFirewall(new MemoryTransport(4096), bringing(kinds), POLICY))
                .hasMessageContaining(
                        "NAT policy \"other\": no kind is called \"shifted\"; did you mean"
                                + " \"shifter\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NAT policy \"other\": no kind is called \"shifted\"; there are [general, hash,"
                        + " nat46, nat64, one-to-one, random, static], and a bundle may bring others",
                "resolver \"names\": no kind is called \"fixed\"; there are [dns, static, system],"
                        + " and a bundle may bring others",
            })
    void kindThatIsNotThereShouldBeRefusedAtItsPlace(String error) {
        assertThatThrownBy(
                        () ->
                                new TestFirewall(
                                        new MemoryTransport(4096), bringing(Map.of()), POLICY))
                .hasMessageContaining(error);
    }
}
