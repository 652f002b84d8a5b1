package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.access.Matchers;
import org.stockade.access.Replay;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.match.MatcherException;
import org.stockade.match.MatcherFactory;
import org.stockade.proxy.ProxyFactory;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Rules that ask a matcher of the server's name in a TLS hello. */
class MatcherRulesTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 0);

    /** A TLS hello that asks for a name of six letters. */
    private static String hello(String name) {
        return new String(
                        HexFormat.of()
                                .parseHex(
                                        "16030100400100003c0303"
                                                + "00".repeat(32)
                                                + "00000401020304"
                                                + "0100000f0000000b0009000006"),
                        StandardCharsets.ISO_8859_1)
                + name;
    }

    private static String detecting(String matchers) {
        return """
        stockade: 1
        zones: { world: { subnets: ["0.0.0.0/0"] } }
        matchers:
        %slisteners:
          edge-in: { bind: ["%s"] }
        services:
          rest: { proxy: rest, router: inband }
          named: { proxy: named, router: inband }
          ads: { proxy: ads, router: inband }
          tls: { proxy: tls, router: inband }
        rules:
          - { id: 1, listener: edge-in, service: rest }
          - { id: 2, listener: edge-in, detect: tls, service: tls }
          - { id: 3, listener: edge-in, detect: "tls:matcher:ads", service: ads }
          - { id: 4, listener: edge-in, detect: "tls:n.test", service: named }
        """
                .formatted(matchers.indent(2), Bench.FIREWALL);
    }

    private static ProxyFactory saying(String name) {
        return with -> () -> session -> Bench.send(session.clientStream(), name);
    }

    private static Map<String, ProxyFactory> saying() {
        return Map.of(
                "rest", saying("rest"),
                "named", saying("named"),
                "ads", saying("ads"),
                "tls", saying("tls"));
    }

    private static String served(Bench bench, String sent) throws IOException {
        try (Endpoint client = bench.client()) {
            Bench.send(client, sent);
            client.endOutput();
            return Bench.everything(client);
        }
    }

    @Test
    void ruleShouldHoldWhereItsMatcherAcceptsTheServersName() throws Exception {
        try (Bench bench = new Bench(saying(), detecting("ads: { hosts: [test, \"=a.tesd\"] }"))) {
            assertThat(served(bench, hello("a.test"))).isEqualTo("ads");
            assertThat(served(bench, hello("A.TEST"))).isEqualTo("ads");
            assertThat(served(bench, hello("a.tesd"))).isEqualTo("ads");
            assertThat(served(bench, hello("b.tesd"))).isEqualTo("tls");
            assertThat(served(bench, hello("n.test"))).as("a name is closer").isEqualTo("named");
            assertThat(served(bench, "EHLO a\r\n")).isEqualTo("rest");
            bench.records(6);
            Replay.Report report =
                    bench.firewall()
                            .replay(
                                    "other",
                                    detecting("ads: { hosts: b.tesd }"),
                                    new Replay.Order(Duration.ofDays(1), 10));
            assertThat(report.toString()).contains("service ads", "service tls");
        }
    }

    private static String going(String matchers) {
        return """
        stockade: 1
        zones: { world: { subnets: ["0.0.0.0/0"] } }
        matchers:
        %slisteners:
          edge-in: { bind: ["%s"] }
        services:
          rest: { proxy: rest, router: inband }
          ads: { proxy: ads, router: inband }
        rules:
          - { id: 1, listener: edge-in, to-zone: world, service: rest }
          - { id: 2, listener: edge-in, to-host: "matcher:ads", service: ads }
        """
                .formatted(matchers.indent(2), Bench.FIREWALL);
    }

    // Of 192.0.2.1, where the listener is. Nothing is sent: nobody would read it, and what is
    // unread when a connection closes resets it.
    @Test
    void ruleShouldHoldWhereItsMatcherAcceptsTheAddressConnectedTo() throws Exception {
        try (Bench bench = new Bench(saying(), going("ads: { hosts: [a.test, 192.0.2.1] }"))) {
            assertThat(served(bench, "")).isEqualTo("ads");
            bench.records(1);
            Replay.Report report =
                    bench.firewall()
                            .replay(
                                    "other",
                                    going("ads: { hosts: 192.0.2.2 }"),
                                    new Replay.Order(Duration.ofDays(1), 10));
            assertThat(report.toString()).contains("service ads", "service rest");
        }
        try (Bench bench = new Bench(saying(), going("ads: { hosts: [a.test, 192.0.2.2] }"))) {
            assertThat(served(bench, "")).isEqualTo("rest");
            assertThat(
                            bench.firewall()
                                    .explain("edge-in", CLIENT, Optional.empty())
                                    .steps()
                                    .toString())
                    .contains(
                            "its destination address does not match; matcher \"ads\" of 192.0.2.1:"
                                    + " neither it nor a domain above it is there");
        }
    }

    @Test
    void matcherThatCannotTellShouldBeNoMatchOfItsRule() throws Exception {
        MatcherFactory failing =
                (with, sources) ->
                        text -> {
                            throw new MatcherException("not today");
                        };
        MemoryTransport network = new MemoryTransport(4096);
        FixedRevisions offered =
                new FixedRevisions(
                        saying(), Map.of(), Map.of(Kind.MATCHER, Map.of("theirs", failing)));
        try (TestFirewall firewall =
                        new TestFirewall(network, offered, detecting("ads: theirs\n"));
                Endpoint client = network.dial(CLIENT, Bench.FIREWALL)) {
            Bench.send(client, hello("a.test"));
            client.endOutput();
            assertThat(Bench.everything(client)).isEqualTo("tls");
            assertThat(firewall.firewall().matchers().ask("ads", "x"))
                    .contains(new Matchers.Answer(false, false, "not today"));
        }
    }
}
