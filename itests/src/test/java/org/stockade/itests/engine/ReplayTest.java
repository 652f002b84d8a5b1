package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.access.Replay.Effect;
import org.stockade.access.Replay.Group;
import org.stockade.access.Replay.Order;
import org.stockade.access.Replay.Report;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.AccessDeniedException;

/** A candidate policy is tried on sessions that were; nothing is changed by it. */
class ReplayTest {
    private static final SockAddr NAMING = SockAddr.of("192.0.2.1", 3129);
    private static final SockAddr OFFICE = SockAddr.of("192.0.2.9", 0);
    private static final SockAddr GUEST = SockAddr.of("192.0.2.200", 0);
    private static final SockAddr STRANGER = SockAddr.of("203.0.113.77", 0);

    private static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0"] }
              office: { subnets: ["192.0.2.0/25"] }
              guests: { subnets: ["192.0.2.128/25"] }
              dmz: { subnets: ["203.0.113.0/24"] }
            listeners:
              edge-in: { bind: ["192.0.2.1:3128"] }
              naming: { bind: ["192.0.2.1:3129"] }
            services:
              relay: { proxy: it, router: { direct: ["198.51.100.7:80"] } }
              other: { proxy: it, router: { direct: ["198.51.100.7:80"] } }
              narrow: { proxy: it, router: { direct: ["198.51.100.7:80"] }, to-zones: [dmz] }
              names: { proxy: naming, router: inband }
            rules:
              - { id: 1, listener: edge-in, from-zone: office, service: relay }
              - { id: 2, listener: edge-in, from-zone: guests, deny: reset }
              - { id: 3, listener: naming, from-zone: office, service: names }
              - { id: 4, listener: naming, from-zone: guests, service: narrow }
            """;

    private static final Map<String, ProxyFactory> PROXIES =
            Map.of(
                    "it",
                    with -> () -> session -> session.connectServer().close(),
                    "naming",
                    with ->
                            () ->
                                    session -> {
                                        try {
                                            session.connectServer("127.0.0.1", 80).close();
                                        } catch (AccessDeniedException refused) {
                                            session.connectServer("198.51.100.7", 80).close();
                                        }
                                    });

    /** One of each kind: served, by rule reset, by no rule closed, named, refused at its target. */
    private static Bench recorded() throws IOException {
        Bench bench = new Bench(PROXIES, POLICY);
        connect(bench, OFFICE, Bench.FIREWALL);
        connect(bench, GUEST, Bench.FIREWALL);
        connect(bench, STRANGER, Bench.FIREWALL);
        connect(bench, OFFICE, NAMING);
        connect(bench, GUEST, NAMING);
        bench.records(5);
        return bench;
    }

    private static void connect(Bench bench, SockAddr from, SockAddr to) throws IOException {
        Endpoint client = bench.network.dial(from, to);
        Bench.everything(client);
        client.close();
    }

    private static Report replay(Bench bench, String candidate) throws IOException {
        return bench.firewall().replay("new.yaml", candidate, new Order(Duration.ofDays(1), 3));
    }

    private static Group only(Report report) {
        assertThat(report.errors()).isEmpty();
        assertThat(report.groups()).hasSize(1);
        return report.groups().getFirst();
    }

    @Test
    void policyInForceShouldChangeNothing() throws Exception {
        try (Bench bench = recorded()) {
            Report report = replay(bench, POLICY);
            assertThat(report.groups()).isEmpty();
            assertThat(report.sessions()).isEqualTo(5);
            assertThat(report.same()).isEqualTo(5);
            assertThat(report.changes()).isFalse();
            assertThat(report.notes()).anyMatch(note -> note.contains("max-sessions"));
        }
    }

    @Test
    void whatAClientWasFoundToSpeakShouldCountAgain() throws Exception {
        String detecting =
                """
                stockade: 1
                listeners: { edge-in: { bind: ["192.0.2.1:3128"] } }
                services: { relay: { proxy: it, router: { direct: ["198.51.100.7:80"] } } }
                rules:
                  - { id: 1, listener: edge-in, detect: http, service: relay }
                  - { id: 2, listener: edge-in, deny: true }
                """;
        try (Bench bench = new Bench(PROXIES, detecting)) {
            try (Endpoint client = bench.network.dial(OFFICE, Bench.FIREWALL)) {
                client.writeLine("GET / HTTP/1.1");
                client.flush();
                Bench.everything(client);
            }
            bench.records(1);

            assertThat(replay(bench, detecting).groups()).isEmpty();
            Group group = only(replay(bench, detecting.replace("detect: http", "detect: ssh")));
            assertThat(group.effect()).isEqualTo(Effect.REFUSED);
        }
    }

    @Test
    void sessionThatACandidateRefusesShouldBeToldWithItsRules() throws Exception {
        try (Bench bench = recorded()) {
            Group group =
                    only(
                            replay(
                                    bench,
                                    POLICY.replace(
                                            "from-zone: office, service: relay", "deny: true")));
            assertThat(group.effect()).isEqualTo(Effect.REFUSED);
            assertThat(group.before()).isEqualTo("service relay (rule 1)");
            assertThat(group.after()).isEqualTo("refused by rule 1");
            assertThat(group.examples())
                    .singleElement()
                    .satisfies(
                            one -> {
                                assertThat(one.client()).startsWith("192.0.2.9:");
                                assertThat(one.target()).isEqualTo("198.51.100.7:80");
                            });
            assertThat(bench.firewall().policyText()).isEqualTo(POLICY);
        }
    }

    @Test
    void otherServiceTargetAndWayOfRefusalShouldBeToldApart() throws Exception {
        try (Bench bench = recorded()) {
            assertThat(only(replay(bench, POLICY.replace("service: relay", "service: other"))))
                    .returns(Effect.SERVICE, Group::effect)
                    .returns("service other (rule 1)", Group::after);
            assertThat(
                            only(
                                    replay(
                                            bench,
                                            POLICY.replace(
                                                    "relay: { proxy: it, router: { direct:"
                                                            + " [\"198.51.100.7:80\"] } }",
                                                    "relay: { proxy: it, router: { direct:"
                                                            + " [\"198.51.100.8:80\"] } }"))))
                    .returns(Effect.TARGET, Group::effect)
                    .returns("service relay (rule 1) to 198.51.100.8:80", Group::after);
            assertThat(only(replay(bench, POLICY.replace("deny: reset", "deny: drop"))))
                    .returns(Effect.REFUSAL, Group::effect)
                    .returns("refused by rule 2 (reset)", Group::before)
                    .returns("refused by rule 2 (drop)", Group::after);
        }
    }

    @Test
    void targetShouldBeDecidedAnewByZones() throws Exception {
        try (Bench bench = recorded()) {
            assertThat(only(replay(bench, POLICY.replace("to-zones: [dmz]", "to-zones: [world]"))))
                    .returns(Effect.PERMITTED, Group::effect)
                    .returns("service narrow (rule 4), target refused", Group::before);
            assertThat(
                            only(
                                    replay(
                                            bench,
                                            POLICY.replace(
                                                    "router: inband }",
                                                    "router: inband, to-zones: [dmz] }"))))
                    .returns(Effect.REFUSED, Group::effect)
                    .returns(
                            "service names (rule 3), target refused: to-zones permits [dmz], not"
                                    + " zone world",
                            Group::after);
            // The zone that is drawn for the loopback permits what was refused in the session.
            assertThat(
                            only(
                                    replay(
                                            bench,
                                            POLICY.replace(
                                                    "zones:\n",
                                                    "zones:\n  here: { subnets:"
                                                            + " [\"127.0.0.0/8\"] }\n"))))
                    .returns(Effect.PERMITTED, Group::effect)
                    .returns("service names (rule 3), target refused", Group::before);
        }
    }

    // Whoever listens now is of no account: the candidate's listeners are those that would be.
    @Test
    void listenersOfTheCandidateShouldBeItsOwnAddresses() throws Exception {
        try (Bench bench = recorded()) {
            Report report =
                    replay(
                            bench,
                            POLICY.replace(
                                    "  naming: { bind",
                                    "  web: { bind: [\"198.51.100.7:80\"] }\n  naming: { bind"));
            assertThat(report.groups())
                    .isNotEmpty()
                    .allMatch(group -> group.effect() == Effect.REFUSED)
                    .allMatch(group -> group.toString().contains("own listener \"web\""));
        }
    }

    @Test
    void sessionOfAListenerThatIsGoneShouldBeUndecided() throws Exception {
        try (Bench bench = recorded()) {
            Report report =
                    replay(
                            bench,
                            POLICY.replace("  naming: { bind", "  named: { bind")
                                    .replace("listener: naming", "listener: named"));
            assertThat(report.of(Effect.UNDECIDED)).isEqualTo(2);
            assertThat(report.same()).isEqualTo(3);
            assertThat(report.changes()).isFalse();
        }
    }

    @Test
    void candidateWithAnErrorShouldBeRefusedWithIt() throws Exception {
        try (Bench bench = recorded()) {
            Report report = replay(bench, POLICY.replace("service: relay", "service: none"));
            assertThat(report.errors()).isNotEmpty();
            assertThat(report.sessions()).isZero();
            assertThat(List.of(report.counts(), report.groups())).allMatch(List::isEmpty);
        }
    }
}
