package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.access.Logins;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;

/** Services that need another user, or the operator, to consent. */
class ConsentTest {
    private static final InetAddress OTHER = SockAddr.literal("192.0.2.98").orElseThrow();
    private static final Proxy RELAY =
            session -> session.relay(session.clientStream(), session.connectServer(), true);

    private static Bench bench(String authorization) throws IOException {
        Bench bench =
                new Bench(
                        Map.of("it", with -> () -> RELAY),
                        AuthenticationTest.policy(
                                AuthenticationTest.BY_ADDRESS.replace(
                                        "method: addresses }",
                                        "method: addresses }, authorization: " + authorization)));
        AuthenticationTest.login(bench, "ada", "right");
        AuthenticationTest.login(bench, OTHER, "bob", "right");
        return bench;
    }

    private static Endpoint other(Bench bench) throws IOException {
        return bench.network.dial(SockAddr.of("192.0.2.98", 0), Bench.FIREWALL);
    }

    private static void untilWaiting(Logins logins, int count) {
        Bench.until(() -> logins.waiting().size() == count);
    }

    @Test
    void twoDifferentUsersShouldReleaseEachOther() throws Exception {
        try (Bench bench = bench("{ pair: 20s }")) {
            Endpoint first = bench.client();
            untilWaiting(bench.firewall().logins(), 1);
            Endpoint sameUser = bench.client();
            untilWaiting(bench.firewall().logins(), 2);
            assertThat(bench.arrivals).isEmpty();

            Endpoint second = other(bench);
            bench.server().close();
            bench.server().close();
            untilWaiting(bench.firewall().logins(), 1);
            String id = bench.firewall().logins().waiting().getFirst().id();
            assertThat(bench.firewall().logins().authorize(id, false, "tester")).isTrue();
            first.close();
            second.close();
            sameUser.close();
            assertThat(bench.records(3))
                    .anyMatch(
                            record -> record.contains("consent was refused by operator (tester)"));
        }
    }

    @Test
    void operatorShouldSeeAndAcceptAWaitingSession() throws Exception {
        try (Bench bench = bench("{ n-eyes: { wait: 20s } }")) {
            Endpoint client = bench.client();
            untilWaiting(bench.firewall().logins(), 1);
            Logins.Waiting waiting = bench.firewall().logins().waiting().getFirst();
            assertThat(waiting.user()).isEqualTo("ada");
            assertThat(waiting.why()).isEqualTo("n-eyes");
            assertThat(bench.firewall().logins().authorize(waiting.id(), true, "tester")).isTrue();

            bench.server().close();
            client.close();
            assertThat(bench.record()).contains("authorized='true'");
            assertThat(bench.log.of("core.consent"))
                    .singleElement()
                    .asString()
                    .contains("operator (tester)");
        }
    }

    @Test
    void whoeverGetsNoConsentShouldBeRefusedInTime() throws Exception {
        try (Bench bench = bench("{ n-eyes: { wait: 1s } }")) {
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record()).contains("DENIED_BY_POLICY", "nobody consented in time");
        }
    }

    @Test
    void oneMoreThanMayWaitShouldBeRefusedAtOnce() throws Exception {
        try (Bench bench = bench("{ pair: { at-most: 20s, sessions: 1 } }")) {
            Endpoint first = bench.client();
            untilWaiting(bench.firewall().logins(), 1);
            assertThat(Bench.everything(bench.client())).isEmpty();
            String id = bench.firewall().logins().waiting().getFirst().id();
            bench.firewall().logins().authorize(id, true, "tester");
            bench.server().close();
            first.close();
            assertThat(bench.records(2))
                    .anyMatch(record -> record.contains("as many sessions wait for consent"));
        }
    }

    @Test
    void killedSessionShouldLeaveTheWaitingRoom() throws Exception {
        try (Bench bench = bench("{ pair: 20s }")) {
            Endpoint first = bench.client();
            untilWaiting(bench.firewall().logins(), 1);
            bench.firewall().kill(bench.firewall().logins().waiting().getFirst().id());
            untilWaiting(bench.firewall().logins(), 0);
            assertThat(Bench.everything(first)).isEqualTo("<RESET>");
            bench.record();
        }
    }

    @Test
    void clientOfTheAuthorizingServiceShouldReleaseTheOther() throws Exception {
        String policy =
                AuthenticationTest.policy(
                                AuthenticationTest.BY_ADDRESS.replace(
                                        "method: addresses }",
                                        "method: addresses }, authorization: { n-eyes: { wait: 20s"
                                                + " } }"))
                        .replace(
                                "rules:\n  - { listener: edge-in, service: web-out }",
                                "  eye: "
                                        + AuthenticationTest.BY_ADDRESS.replace(
                                                "method: addresses }",
                                                "method: addresses }, authorization: { n-eyes: {"
                                                        + " authorizes: web-out } }")
                                        + "\nrules:\n  - { user: ada, service: web-out }\n"
                                        + "  - { user: bob, service: eye }");
        try (Bench bench = new Bench(Map.of("it", with -> () -> RELAY), policy)) {
            AuthenticationTest.login(bench, "ada", "right");
            AuthenticationTest.login(bench, OTHER, "bob", "right");
            Endpoint waits = bench.client();
            untilWaiting(bench.firewall().logins(), 1);
            Endpoint eye = other(bench);
            bench.server().close();
            bench.server().close();
            waits.close();
            eye.close();
            assertThat(bench.records(2)).allMatch(record -> record.contains("authorized='true'"));
        }
    }
}
