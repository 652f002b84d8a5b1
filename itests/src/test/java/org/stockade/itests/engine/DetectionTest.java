package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.access.Firewall.Explanation;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.AbstractSession.Key;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** One listener, whose clients get their service by what they speak. */
class DetectionTest {
    private static final String HELLO =
            latin(
                    "16030100400100003c0303"
                            + "00".repeat(32)
                            + "00000401020304"
                            + "0100000f0000000b0009000006612e74657374");

    private static final String NAMELESS =
            latin("160301002f0100002b0301" + "00".repeat(32) + "000004010203040100");

    private static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0"] }
            listeners:
              edge-in: { bind: ["%s"] }
            services:
              rest: { proxy: rest, router: inband }
              web: { proxy: web, router: inband }
              shell: { proxy: shell, router: inband }
              secure: { proxy: secure, router: inband }
              named: { proxy: named, router: inband }
            rules:
              - { id: 1, listener: edge-in, service: rest }
              - { id: 2, listener: edge-in, detect: http, service: web }
              - { id: 3, listener: edge-in, detect: ssh, service: shell }
              - { id: 4, listener: edge-in, detect: tls, service: secure }
              - { id: 5, listener: edge-in, detect: "tls:a.test", service: named }
            """;

    private static String latin(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    /** Each answers with its name and all that its client has sent. */
    private static Map<String, ProxyFactory> proxies() {
        Map<String, ProxyFactory> proxies = new HashMap<>();
        for (String name : List.of("rest", "web", "shell", "secure", "named")) {
            proxies.put(
                    name,
                    with ->
                            () ->
                                    session -> {
                                        Endpoint client = session.clientStream();
                                        String server =
                                                session.attribute(
                                                                new Key<>("tls.sni", String.class))
                                                        .orElse("");
                                        Bench.send(client, name + server + ":");
                                        client.transferTo(client, Long.MAX_VALUE);
                                        client.endOutput();
                                    });
        }
        return proxies;
    }

    @ParameterizedTest
    @EnumSource
    void clientShouldGetTheServiceOfWhatItSpeaksAndNoByteBeLost(Moving moving) throws Exception {
        Map<String, String> expected =
                Map.of(
                        "GET / HTTP/1.1\r\n\r\nbody",
                        "web",
                        "SSH-2.0-x\r\nkeys",
                        "shell",
                        NAMELESS + "more",
                        "secure",
                        HELLO + "more",
                        "nameda.test",
                        "EHLO a\r\n",
                        "rest",
                        "GET /",
                        "rest",
                        "",
                        "rest");
        try (Transport on = moving.open();
                TestFirewall firewall =
                        new TestFirewall(on, proxies(), POLICY.formatted("127.0.0.1:0"))) {
            for (Map.Entry<String, String> each : expected.entrySet()) {
                Endpoint client =
                        on.connect(
                                Optional.empty(),
                                firewall.address("edge-in"),
                                Duration.ofSeconds(20));
                try (client) {
                    Bench.send(client, each.getKey());
                    client.endOutput();
                    assertThat(Bench.everything(client))
                            .isEqualTo(each.getValue() + ":" + each.getKey());
                }
            }
        }
    }

    @Test
    void requestOctetByOctetShouldBeDetectedAndSeenWhole() throws Exception {
        try (Bench bench = new Bench(proxies(), POLICY.formatted(Bench.FIREWALL));
                Endpoint client = bench.client()) {
            for (byte octet : "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)) {
                client.write(ByteBuffer.wrap(new byte[] {octet}));
                client.flush();
            }
            assertThat(Bench.receive(client, 20)).isEqualTo("web:GET / HTTP/1.1\r\n");
            client.endOutput();
            assertThat(Bench.everything(client)).isEmpty();
            assertThat(bench.record()).contains("rule_id='2'");
        }
    }

    @Test
    void silentClientShouldGetTheRuleWithoutDetectionAfterTheLimit() throws Exception {
        MemoryTransport network = new MemoryTransport(4096);
        try (TestFirewall firewall =
                        new TestFirewall(
                                network,
                                new FixedRevisions(proxies(), Map.of()),
                                POLICY.formatted(Bench.FIREWALL),
                                Map.of("detect.limit", 50));
                Endpoint client = network.dial(SockAddr.of("192.0.2.99", 0), Bench.FIREWALL)) {
            assertThat(firewall.firewall().name()).isEqualTo("edge");
            assertThat(Bench.receive(client, 5)).isEqualTo("rest:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5001", "1s"})
    void limitOutOfRangeShouldBeRefused(String limit) {
        assertThatThrownBy(
                        () ->
                                new TestFirewall(
                                        new MemoryTransport(4096),
                                        new FixedRevisions(proxies(), Map.of()),
                                        POLICY.formatted(Bench.FIREWALL),
                                        Map.of("detect.limit", limit)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "detect.limit "
                                + limit
                                + " is out of range; use 1 to 5000, in milliseconds");
    }

    @Test
    void drainShouldEndWhoHasNotSpoken() throws Exception {
        String detecting = "{ listener: edge-in, detect: http, service: web-out }";
        try (Bench bench = Bench.of(Bench.DIRECT, detecting, session -> {});
                Endpoint client = bench.client()) {
            Bench.until(() -> bench.firewall().sessions().size() == 1);
            bench.firewall().drain(Duration.ofSeconds(20));
            assertThat(Bench.everything(client)).isEmpty();
            assertThat(bench.record()).contains("DENIED_BY");
        }
    }

    @Test
    void explanationShouldNameRulesThatNeedDetection() throws Exception {
        try (Bench bench = new Bench(proxies(), POLICY.formatted(Bench.FIREWALL))) {
            Explanation said =
                    bench.firewall()
                            .explain("edge-in", SockAddr.of("192.0.2.9", 1), Optional.empty());
            assertThat(said.steps().toString())
                    .contains("detection", "not rule 5", "needs detection of [tls:a.test]");
        }
    }

    private static final String OWN_KINDS =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0"] }
              closed: { subnets: ["203.0.113.0/24"] }
            listeners:
              edge-in: { bind: ["192.0.2.1:3128"] }
            services:
              rest: { proxy: rest, router: { direct: ["198.51.100.7:80"] } }
              found: { proxy: secure, router: { direct: ["%s"] }, to-zones: [world] }
            rules:
              - { id: 1, listener: edge-in, service: rest }
              - { id: 2, listener: edge-in, detect: %s, service: found }
            """;

    private static Bench kinds(String target, String detect) throws IOException {
        return new Bench(proxies(), OWN_KINDS.formatted(target, detect));
    }

    // The record has one server connection at most, and that is not this one.
    @Test
    void serverThatGreetsShouldBeRecognisedBeforeItsClientSpeaks() throws Exception {
        try (Bench bench = kinds("198.51.100.7:80", "ssh-server");
                Endpoint client = bench.client()) {
            Endpoint server = bench.server();
            Bench.send(server, "SSH-2.0-x\r\n");

            assertThat(Bench.receive(client, 7)).isEqualTo("secure:");
            assertThat(Bench.everything(server)).isEmpty();
            client.close();
            assertThat(bench.record()).contains("rule_id='2'", "servers='0'", "server_sent='0'");
        }
    }

    // Whoever the rules would not take there is not taken there by detection either.
    @Test
    void serverWhereTheServiceMayNotGoShouldNotBeAsked() throws Exception {
        try (Bench bench = kinds("203.0.113.7:80", "ssh-server")) {
            bench.network.listen(SockAddr.parse("203.0.113.7:80"), bench.arrivals::add);
            try (Endpoint client = bench.client()) {
                assertThat(Bench.receive(client, 5)).isEqualTo("rest:");
            }
            assertThat(bench.record()).contains("rule_id='1'");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void serverShouldBeRecognisedByTheCertificateItShowsToACopyOfTheHello() throws Exception {
        // echo -n cert | sha256sum
        String sha256 = "06298432e8066b29e2223bcc23aa9504b56ae508fabf3435508869b9c3190e22";
        try (Bench bench = kinds("198.51.100.7:80", "\"cert:" + sha256 + "\"");
                Endpoint client = bench.client()) {
            Bench.send(client, HELLO + "more");
            Endpoint server = bench.server();
            assertThat(Bench.receive(server, HELLO.length())).isEqualTo(HELLO);
            Bench.send(
                    server,
                    latin("1603030014" + "020000020303" + "0b00000a" + "000007" + "000004")
                            + "cert");

            assertThat(Bench.receive(client, 7)).startsWith("secure");
        }
    }

    @Test
    void offeredProtocolShouldBeAKindOfItsOwn() throws Exception {
        try (Bench bench = kinds("198.51.100.7:80", "\"alpn:h2\"")) {
            String h2 =
                    latin(
                            "160301003c"
                                    + "01000038"
                                    + "0303"
                                    + "00".repeat(32)
                                    + "00"
                                    + "0004130113020100"
                                    + "000b"
                                    + "0010000700050268320161");
            try (Endpoint client = bench.client()) {
                Bench.send(client, h2);
                assertThat(Bench.receive(client, 7)).isEqualTo("secure:");
            }
            try (Endpoint client = bench.client()) {
                Bench.send(client, HELLO);
                assertThat(Bench.receive(client, 5)).startsWith("rest");
            }
        }
    }

    @Test
    void detectorOfAnotherBundleShouldBeAskedAndItsFailureHurtNobody() throws Exception {
        Detector mail =
                () ->
                        (side, soFar) ->
                                soFar.remaining() < 5
                                        ? Finding.NEED_MORE
                                        : soFar.get(0) == 'E'
                                                ? new Finding.Detected(List.of("mail:ehlo", "mail"))
                                                : Finding.NOT;
        Detector broken =
                () ->
                        (side, soFar) -> {
                            throw new IllegalStateException("broken detector");
                        };
        FixedRevisions revisions =
                new FixedRevisions(
                        proxies(),
                        Map.of(),
                        Map.of(Kind.DETECTOR, Map.of("mail", mail, "broken", broken)));
        MemoryTransport network = new MemoryTransport(4096);
        String policy = OWN_KINDS.formatted("198.51.100.7:80", "[\"mail:ehlo\", broken]");
        try (LogTap log = new LogTap();
                TestFirewall firewall = new TestFirewall(network, revisions, policy)) {
            Endpoint client =
                    network.dial(SockAddr.of("192.0.2.99", 0), firewall.address("edge-in"));
            Bench.send(client, "EHLO a\r\n");
            assertThat(Bench.receive(client, 7)).isEqualTo("secure:");
            assertThat(log.of("core.detector-failed").getFirst()).contains("broken detector");
        }
    }

    @Test
    void kindThatNobodyRecognisesShouldBeAWarningAndNobodyWaitForIt() throws Exception {
        try (LogTap log = new LogTap();
                Bench bench = kinds("198.51.100.7:80", "gopher");
                Endpoint client = bench.client()) {
            assertThat(Bench.receive(client, 5)).isEqualTo("rest:");
            assertThat(
                            bench.firewall()
                                    .check(
                                            "edge.yaml",
                                            OWN_KINDS.formatted("192.0.2.7:1", "gopher"))
                                    .warnings())
                    .singleElement()
                    .asString()
                    .startsWith("edge.yaml:12:5: rule 2: nothing recognises \"gopher\"")
                    .endsWith("there are [alpn, cert, http, ssh, ssh-server, tls]");
        }
    }
}
