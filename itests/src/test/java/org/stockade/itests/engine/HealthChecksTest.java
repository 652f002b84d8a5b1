package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.access.Firewall.TargetState;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.Proxy;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/** Servers that are looked after: out while they fail, back when they succeed, and no longer. */
class HealthChecksTest {
    private static final Proxy TELLING =
            session -> {
                Endpoint server = session.connectServer();
                session.clientStream().writeLine(server.remote().toString());
                session.clientStream().flush();
            };

    private static String policy(SockAddr first, SockAddr second, String chainer) {
        return """
        stockade: 1
        listeners: { in: { bind: ["127.0.0.1:0"] } }
        services:
          web: { proxy: it, router: { direct: ["%s", "%s"] }, chainer: %s }
        rules: [{ service: web }]
        """
                .formatted(first, second, chainer);
    }

    private static final String CHECKED =
            "{ failover: { check: { kind: http, interval: 1s, rise: 1, fall: 1 } } }";

    private static Transport.Listening http(
            Transport on, AtomicReference<String> status, AtomicInteger asked) throws IOException {
        return on.listen(
                SockAddr.of("127.0.0.1", 0),
                peer ->
                        on.start(
                                Optional.of(peer),
                                "server",
                                () -> {
                                    try (peer) {
                                        if ("GET / HTTP/1.1".equals(peer.readLine(1000))) {
                                            asked.incrementAndGet();
                                            peer.writeLine("HTTP/1.1 " + status.get());
                                            peer.writeLine("");
                                            peer.flush();
                                        }
                                    } catch (IOException gone) {
                                        peer.abort();
                                    }
                                }));
    }

    private static List<String> states(TestFirewall firewall) {
        return firewall.firewall().targets().stream().map(TargetState::state).toList();
    }

    private static void until(TestFirewall firewall, String... states) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(states(firewall)).containsExactly(states));
    }

    private static String visit(Transport on, TestFirewall firewall) throws IOException {
        try (Endpoint client =
                on.connect(Optional.empty(), firewall.address("in"), Duration.ofSeconds(20))) {
            return String.valueOf(client.readLine(100));
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverShouldBeOutWhileItsChecksFailAndNoLongerThanThePolicyWantsIt(Moving moving)
            throws Exception {
        Transport on = moving.open();
        AtomicReference<String> status = new AtomicReference<>("503 No");
        AtomicReference<String> fine = new AtomicReference<>("200 OK");
        AtomicInteger asked = new AtomicInteger();
        try (Transport.Listening first = http(on, status, asked);
                Transport.Listening second = http(on, fine, new AtomicInteger());
                LogTap log = new LogTap();
                TestFirewall firewall =
                        new TestFirewall(
                                on,
                                Map.of("it", with -> () -> TELLING),
                                policy(first.local(), second.local(), CHECKED))) {
            until(firewall, "unhealthy", "up");
            assertThat(firewall.firewall().targets().getFirst().check()).contains("answers 503");
            assertThat(log.of("core.target-unhealthy")).hasSize(1);
            assertThat(visit(on, firewall)).isEqualTo(second.local().toString());

            status.set("200 OK");
            until(firewall, "up", "up");
            assertThat(log.of("core.target-healthy")).hasSize(1);
            assertThat(visit(on, firewall)).isEqualTo(first.local().toString());

            status.set("503 No");
            until(firewall, "unhealthy", "up");
            String unchecked = policy(first.local(), second.local(), "failover");
            assertThat(firewall.firewall().load("test", unchecked).errors()).isEmpty();
            until(firewall, "up", "up");
            assertThat(visit(on, firewall)).isEqualTo(first.local().toString());
        }
    }

    @Test
    void serversThatNobodyKnowsBeforeShouldNotBeCheckable() throws Exception {
        try (Bench bench = Bench.of(session -> {})) {
            String inband = Bench.INBAND.replace("inband", "inband, chainer: " + CHECKED);
            assertThat(bench.firewall().check("test", Bench.policy(inband)).errors())
                    .singleElement()
                    .asString()
                    .contains("check needs router: direct");
            String wrong = "{ failover: { check: { path: x, interval: 1ms } } }";
            assertThat(
                            bench.firewall()
                                    .check(
                                            "test",
                                            Bench.policy(
                                                    Bench.DIRECT.replace(
                                                            "it,", "it, chainer: " + wrong + ",")))
                                    .errors())
                    .anyMatch(each -> each.contains("interval"));
        }
    }
}
