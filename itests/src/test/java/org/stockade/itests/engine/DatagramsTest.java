package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.itests.engine.Datagrams.POLICY;
import static org.stockade.itests.engine.Datagrams.until;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.access.Firewall.Supposition;
import org.stockade.access.Listening;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.itests.engine.Datagrams.Client;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.plain.internal.PlainProxyFactory;
import org.stockade.testkit.MemoryTransport;

/** Sessions of datagrams, core.md section 23: pairs, boundaries, limits, ends. */
class DatagramsTest {
    private static Datagrams start(String policy) throws IOException {
        return new Datagrams(new MemoryTransport(4096), policy);
    }

    @ParameterizedTest
    @EnumSource(Moving.class)
    void twoClientsShouldHaveTheirOwnAnswers(Moving moving) throws Exception {
        try (var transport = moving.open();
                Datagrams at = new Datagrams(transport, POLICY);
                Client one = at.client();
                Client two = at.client()) {
            for (int i = 0; i < 20; i++) {
                one.send("one " + i);
                two.send("two " + i);
                assertThat(new String(two.receive())).isEqualTo("two " + i);
                assertThat(new String(one.receive())).isEqualTo("one " + i);
            }
            assertThat(at.firewall().sessions()).hasSize(2);
            assertThat(List.copyOf(at.served).stream().distinct()).as("server sockets").hasSize(2);
            for (String record : at.records(2)) {
                assertThat(record)
                        .contains("client_proto='UDP'", "server_proto='UDP'", "verdict='ACCEPTED'")
                        .contains("client_datagrams_received='20'", "client_datagrams_sent='20'")
                        .contains("server_datagrams_received='20'", "server_datagrams_sent='20'")
                        .contains(
                                "client_received='110'", "client_sent='110'", "datagrams_lost='0'");
            }
        }
    }

    @Test
    void datagramOfAnySizeShouldStayWhatItIs() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            Random random = new Random(7);
            for (int size : new int[] {0, 1, 0, 512, 1472, 1473, 16_384, 65_506, 65_507}) {
                byte[] sent = new byte[size];
                random.nextBytes(sent);
                client.send(sent);
                assertThat(client.receive()).as("%d bytes", size).isEqualTo(sent);
            }
        }
    }

    // Two are not one: neither is joined with the one before it.
    @Test
    void datagramsThatWaitTogetherShouldStayApart() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            for (String each : List.of("a", "", "bc", "")) {
                client.send(each);
            }
            List<String> back = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                back.add(new String(client.receive()));
            }
            assertThat(back).containsExactly("a", "", "bc", "");
        }
    }

    @Test
    void answersOfAThirdPartyShouldNotBeRelayed() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            client.ask("?");
            int ours = at.served.take();
            Datagrams.sendFromElsewhere(SockAddr.of("127.0.0.1", ours), "forged");
            assertThat(client.ask("again")).isEqualTo("again");
            assertThat(client.hearsNothing()).isTrue();
            assertThat(at.records(1).getFirst()).contains("server_datagrams_received='2'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "drop", "reset"})
    void clientThatNoRulePermitsShouldHearNothing(String denial) throws Exception {
        String denied = POLICY.replace("service: relay }", "deny: " + denial + " }");
        try (Datagrams at = start(denied);
                Client client = at.client()) {
            client.send("?");
            assertThat(at.recordsOfEnded(1).getFirst())
                    .contains("verdict='DENIED_BY_POLICY'", "client_datagrams_sent='0'");
            assertThat(client.hearsNothing()).isTrue();
            assertThat(at.served).isEmpty();
        }
    }

    // Without a cap each port would have a thread, a socket and a queue.
    @Test
    void floodFromManyPortsShouldMeetTheCapOfItsSource() throws Exception {
        String capped =
                POLICY.replace(
                        "udp:127.0.0.1:0\"]",
                        "udp:127.0.0.1:0\"], max-connections: 50, max-connections-per-source: 5");
        try (Datagrams at = start(capped)) {
            for (int i = 0; i < 500; i++) {
                Datagrams.sendFromElsewhere(at.address(), "flood");
            }
            until(() -> at.served.size() >= 5);
            until(() -> !at.log.of("core.connections-full").isEmpty());
            assertThat(at.firewall().listeners().getFirst().open()).isLessThanOrEqualTo(5);
            assertThat(at.firewall().sessions()).hasSizeLessThanOrEqualTo(5);
            assertThat(at.log.of("core.connections-full"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("max-connections-per-source='5'");
            at.records(5);
            try (Client after = at.client()) {
                assertThat(after.ask("room again")).isEqualTo("room again");
            }
        }
    }

    @Test
    void pairShouldEndWhenItIsIdleAndBeginAnewWithTheNextDatagram() throws Exception {
        String brief =
                POLICY.replace("proxy: plain,", "proxy: plain, time-limits: { idle: 300ms },");
        try (Datagrams at = start(brief);
                Client client = at.client()) {
            assertThat(client.ask("first")).isEqualTo("first");
            assertThat(at.recordsOfEnded(1).getFirst())
                    .contains("verdict='ACCEPTED'", "idle for 300 ms");
            assertThat(client.ask("second")).isEqualTo("second");
            at.recordsOfEnded(2);
            assertThat(List.copyOf(at.served).stream().distinct()).as("server sockets").hasSize(2);
        }
    }

    @Test
    void killedPairShouldEndAndGiveEverythingBack() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            client.ask("?");
            String id = at.firewall().sessions().getFirst().id();
            assertThat(at.firewall().kill(id, "the test")).isTrue();
            assertThat(at.recordsOfEnded(1)).hasSize(1);
            assertThat(client.ask("anew")).isEqualTo("anew");
        }
    }

    @Test
    void livePairShouldKeepItsPolicyAndNewOnesGetTheNew() throws Exception {
        try (Datagrams at = start(POLICY);
                Client live = at.client();
                Client fresh = at.client()) {
            assertThat(live.ask("before")).isEqualTo("before");
            long old = at.firewall().sessions().getFirst().generation();
            at.load(POLICY.replace("service: relay }", "deny: true }"));
            assertThat(live.ask("after")).isEqualTo("after");
            assertThat(at.firewall().sessions())
                    .singleElement()
                    .extracting(each -> each.generation())
                    .isEqualTo(old);
            fresh.send("?");
            until(() -> at.log.of("core.summary").size() == 1);
            assertThat(at.log.of("core.summary").getFirst()).contains("DENIED_BY_POLICY");
            assertThat(live.ask("still")).isEqualTo("still");
        }
    }

    @Test
    void pairsShouldOutliveTheirListenerAndItShouldComeBack() throws Exception {
        String fixed;
        try (Datagrams at = start(POLICY);
                Client live = at.client();
                Client fresh = at.client()) {
            assertThat(live.ask("before")).isEqualTo("before");
            fixed = POLICY.replace("udp:127.0.0.1:0", "udp:" + at.address());
            String without =
                    POLICY.replace("udp:127.0.0.1:0", "127.0.0.1:0").replace("protocol: udp, ", "");
            at.load(without);
            assertThat(live.ask("answered from its address"))
                    .isEqualTo("answered from its address");
            fresh.send("nobody listens");
            assertThat(fresh.hearsNothing()).isTrue();
            at.load(fixed);
            assertThat(fresh.ask("back")).isEqualTo("back");
            assertThat(live.ask("and on")).isEqualTo("and on");
        }
    }

    @Test
    void newVersionOfTheProxyShouldServeNewPairsWithoutALoss() throws Exception {
        ProxyFactory next = new PlainProxyFactory();
        List<Client> others = new ArrayList<>();
        try (Datagrams at = start(POLICY);
                Client live = at.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(live.ask("live " + i)).isEqualTo("live " + i);
                if (i % 10 == 5) {
                    at.exchange(Map.of("plain", next));
                }
                // Open to the end: a port that is used again would be the same pair.
                Client fresh = at.client();
                others.add(fresh);
                assertThat(fresh.ask("fresh " + i)).isEqualTo("fresh " + i);
            }
            assertThat(at.records(51)).allSatisfy(each -> assertThat(each).contains("ACCEPTED"));
        } finally {
            others.forEach(Client::close);
        }
    }

    @Test
    void serverThatIsDownShouldEndThePairWithItsReason() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            at.stopServer();
            client.send("?");
            assertThat(at.recordsOfEnded(1).getFirst())
                    .contains("verdict='ACCEPTED'", "ICMP port unreachable");
            assertThat(at.log.of("core.datagrams-refused")).hasSize(1);
            assertThat(client.hearsNothing()).isTrue();
        }
    }

    @Test
    void answersThatAreNotCopiedShouldBeReadAndThrownAway() throws Exception {
        String oneWay =
                POLICY.replace("proxy: plain,", "proxy: plain, with: { copy-to-client: false },");
        try (Datagrams at = start(oneWay);
                Client client = at.client()) {
            client.send("log line");
            client.send("another");
            until(() -> at.served.size() == 2);
            assertThat(client.hearsNothing()).isTrue();
            assertThat(at.firewall().drain(Duration.ofSeconds(15))).isZero();
            assertThat(at.recordsOfEnded(1).getFirst())
                    .contains("server_datagrams_received='2'", "client_datagrams_sent='0'");
        }
    }

    @Test
    void drainShouldEndPairsSoonThatNobodyEnds() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            client.ask("?");
            assertThat(at.firewall().drain(Duration.ofSeconds(15))).isZero();
            assertThat(at.recordsOfEnded(1).getFirst()).contains("verdict='ACCEPTED'");
        }
    }

    @Test
    void connectionsAndDatagramsShouldHaveTheSamePort() throws Exception {
        try (Datagrams at = start(POLICY);
                Client client = at.client()) {
            SockAddr address = at.address();
            at.load(
                    POLICY.replace(
                            "\"udp:127.0.0.1:0\"", "\"" + address + "\", \"udp:127.0.0.1:0\""));
            assertThat(at.firewall().listeners())
                    .extracting(Listening::bound)
                    .contains(address.toString(), "udp:" + address);
            assertThat(client.ask("?")).isEqualTo("?");
        }
    }

    @Test
    void explainShouldTellTheProtocolsApart() throws Exception {
        String both = POLICY.replace("\"udp:127.0.0.1:0\"", "\"127.0.0.1:0\", \"udp:127.0.0.1:0\"");
        try (Datagrams at = start(both)) {
            SockAddr source = SockAddr.of("192.0.2.7", 0);
            var tcp = at.firewall().explain("dns", source, Optional.empty());
            assertThat(tcp.accepted()).isFalse();
            var udp =
                    at.firewall()
                            .explain(
                                    "dns",
                                    source,
                                    Optional.empty(),
                                    new Supposition(
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.of(TransportProtocol.UDP)));
            assertThat(udp.accepted()).as(udp.summary()).isTrue();
            assertThat(udp.steps().getFirst().result()).startsWith("dns udp:127.0.0.1:");
        }
    }

    @Test
    void proxyForStreamsShouldBeRefusedForDatagramsWhenItIsChecked() throws Exception {
        ProxyFactory streams = with -> () -> session -> session.clientStream().fill();
        try (Datagrams at =
                new Datagrams(
                        new MemoryTransport(4096),
                        Map.of("plain", new PlainProxyFactory(), "streams", streams),
                        POLICY)) {
            String wrong = POLICY.replace("proxy: plain", "proxy: streams");
            assertThat(
                            at.firewall()
                                    .check("new.yaml", wrong.replace("SERVER", "127.0.0.1:9"))
                                    .errors())
                    .singleElement()
                    .asString()
                    .isEqualTo(
                            "new.yaml:9:5: rule 1: service \"relay\" takes no datagrams: proxy"
                                    + " \"streams\" is for connections as it is set");
            String stacked =
                    POLICY.replace(
                            "proxy: plain,",
                            "proxy: plain, with: { stack-proxy: { proxy: streams } },");
            assertThatThrownBy(() -> at.load(stacked)).hasMessageContaining("takes no datagrams");
            String neither = stacked.replace("with: {", "with: { copy-to-client: false,");
            assertThatThrownBy(() -> at.load(neither))
                    .hasMessageContaining("copy-to-client")
                    .hasMessageContaining("false has no meaning beside stack-proxy");
        }
    }
}
