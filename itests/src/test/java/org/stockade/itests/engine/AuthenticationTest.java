package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.stockade.access.Logins.Login;
import org.stockade.auth.Credentials;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;

/** Services whose clients are known by their address. */
class AuthenticationTest {
    static final String PEOPLE =
            "authenticators: { people: { table: { users: { ada: { password: right, groups: [staff]"
                    + " }, bob: right } } } }\n";
    static final String BY_ADDRESS =
            "{ proxy: it, router: { direct: [\"198.51.100.7:80\"] }, authentication: {"
                    + " authenticator: people, method: addresses } }";
    static final InetAddress CLIENT = SockAddr.literal("192.0.2.99").orElseThrow();

    /** Says hello to its server and then relays. */
    private static final Proxy RELAY =
            session -> session.relay(session.clientStream(), session.connectServer(), true);

    static String policy(String service) {
        return Bench.policy(service).replace("listeners:", PEOPLE + "listeners:");
    }

    private static Bench bench(String service) throws IOException {
        return new Bench(Map.of("it", with -> () -> RELAY), policy(service));
    }

    static Login login(Bench bench, String user, String password) throws IOException {
        return login(bench, CLIENT, user, password);
    }

    static Login login(Bench bench, InetAddress address, String user, String password)
            throws IOException {
        return bench.firewall()
                .logins()
                .login(
                        address,
                        Optional.empty(),
                        Credentials.password(user, password.toCharArray()),
                        "tester");
    }

    private static void served(Bench bench, Endpoint client) throws Exception {
        Bench.send(client, "hello");
        Endpoint server = bench.server();
        assertThat(Bench.receive(server, 5)).isEqualTo("hello");
        client.close();
        server.close();
    }

    @Test
    void unknownAddressShouldBeRefusedInClearWords() throws Exception {
        try (Bench bench = bench(BY_ADDRESS)) {
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains("verdict='DENIED_BY_POLICY'")
                    .contains("nobody is logged in at 192.0.2.99; log in by: ctl login")
                    .contains("auth_user='(NULL)'", "authorized='false'");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void addressThatLoggedInShouldBeServedUntilItLogsOut() throws Exception {
        try (Bench bench = bench(BY_ADDRESS)) {
            assertThat(login(bench, "ada", "right").groups()).containsExactly("staff");
            Endpoint live = bench.client();
            Bench.send(live, "a");
            Endpoint server = bench.server();
            assertThat(Bench.receive(server, 1)).isEqualTo("a");

            assertThat(bench.firewall().logins().logout(CLIENT, "tester")).isEqualTo(1);
            assertThat(Bench.everything(bench.client())).isEmpty();
            Bench.send(live, "b");
            assertThat(Bench.receive(server, 1)).as("what lives goes on").isEqualTo("b");
            live.close();
            server.close();

            assertThat(bench.records(2))
                    .anyMatch(
                            record ->
                                    record.contains("verdict='ACCEPTED'")
                                            && record.contains("auth_user='ada'")
                                            && record.contains("auth='login'")
                                            && record.contains("auth_groups='staff'")
                                            && record.contains("authorized='true'"))
                    .anyMatch(record -> record.contains("DENIED_BY_POLICY"));
        }
    }

    @Test
    void attributesShouldBeOnTheSessionAndItsNodes() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        Proxy looking =
                session -> {
                    seen.add(
                            session.attribute("auth")
                                    + " "
                                    + session.attribute("auth_user")
                                    + " "
                                    + session.attribute("auth_groups")
                                    + " "
                                    + session.attribute("authorized"));
                    session.connectServer();
                };
        try (Bench bench = new Bench(Map.of("it", with -> () -> looking), policy(BY_ADDRESS))) {
            login(bench, "ada", "right");
            bench.client();
            bench.server();
            assertThat(seen.take()).isEqualTo("login ada [staff] true");
            bench.record();
        }
    }

    @Test
    void failuresShouldLockTheUserOutAndBeTold() throws Exception {
        String strict =
                BY_ADDRESS.replace(
                        "method: addresses", "method: addresses, lockout: { failures: 2 }");
        try (Bench bench = bench(strict)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> login(bench, "ada", "wrong"))
                        .hasMessage("user \"ada\" or the password is wrong");
            }
            assertThatThrownBy(() -> login(bench, "ada", "right"))
                    .hasMessageStartingWith("user \"ada\" is locked out after too many failures");
            assertThat(login(bench, "bob", "right").user()).isEqualTo("bob");

            assertThat(bench.log.of("core.auth-locked-out"))
                    .singleElement()
                    .asString()
                    .contains("locked='user \"ada\"'", "failures='2'");
            assertThat(bench.log.of("core.auth-rejected"))
                    .hasSize(2)
                    .noneMatch(line -> line.contains("wrong"));
        }
    }

    @Test
    void unknownUserShouldBeToldTheSameAsAWrongPassword() throws Exception {
        try (Bench bench = bench(BY_ADDRESS)) {
            assertThatThrownBy(() -> login(bench, "eve", "x"))
                    .hasMessage("user \"eve\" or the password is wrong");
        }
    }

    @Test
    void silentAuthenticatorShouldBeARefusalWithinItsLimit() throws Exception {
        String service =
                BY_ADDRESS.replace("method: addresses", "method: addresses, time-limit: 50ms");
        String silent = policy(service).replace("table: {", "table: { silent: true,");
        try (Bench bench = new Bench(Map.of("it", with -> () -> RELAY), silent)) {
            assertThatThrownBy(() -> login(bench, "ada", "right"))
                    .hasMessage("nobody can tell at the moment who is who; try again later");
            assertThat(bench.log.of("core.auth-unanswered"))
                    .singleElement()
                    .asString()
                    .contains("it did not answer within 50 ms");
            assertThat(Bench.everything(bench.client())).isEmpty();
        }
    }

    @Test
    void knownAddressShouldBeServedWithoutALogin() throws Exception {
        String policy =
                policy(BY_ADDRESS)
                        .replace(
                                "listeners:",
                                "known-addresses: [{ subnets: 192.0.2.0/24, user: floor, groups:"
                                        + " [guests] }]\nlisteners:");
        try (Bench bench = new Bench(Map.of("it", with -> () -> RELAY), policy)) {
            served(bench, bench.client());
            assertThat(bench.record())
                    .contains("auth_user='floor'", "auth='addresses'", "auth_groups='guests'");
        }
    }

    @Test
    void rulesShouldSeeWhoIsKnown() throws Exception {
        String policy =
                policy(BY_ADDRESS)
                        .replace("service: web-out }", "group: staff, service: web-out }");
        try (Bench bench = new Bench(Map.of("it", with -> () -> RELAY), policy)) {
            Bench.everything(bench.client());
            assertThat(bench.record()).contains("no rule matches");
            login(bench, "bob", "right");
            Bench.everything(bench.client());
            assertThat(bench.records(2)).allMatch(record -> record.contains("no rule matches"));
            login(bench, "ada", "right");
            served(bench, bench.client());
            assertThat(bench.records(3)).anyMatch(record -> record.contains("verdict='ACCEPTED'"));
        }
    }

    @Test
    void authorizationShouldRefuseWhoIsKnownAndNotPermitted() throws Exception {
        String service =
                BY_ADDRESS.replace(
                        "method: addresses }",
                        "method: addresses }, authorization: { permit-group: [staff] }");
        try (Bench bench = bench(service)) {
            login(bench, "bob", "right");
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record())
                    .contains("DENIED_BY_POLICY")
                    .contains("user \"bob\" is in no group of permit-group")
                    .contains("auth_user='bob'", "authorized='false'");
            login(bench, "ada", "right");
            served(bench, bench.client());
            bench.records(2);
        }
    }

    @Test
    void newPolicyShouldKeepLoginsUnlessTheirAuthenticatorChanged() throws Exception {
        try (Bench bench = bench(BY_ADDRESS)) {
            login(bench, "ada", "right");
            String before = policy(BY_ADDRESS);
            assertThat(
                            bench.firewall()
                                    .load(
                                            "t",
                                            before.replace(
                                                    "proxy: it,", "proxy: it, max-sessions: 9,"))
                                    .errors())
                    .isEmpty();
            assertThat(bench.firewall().logins().logins()).hasSize(1);
            served(bench, bench.client());

            assertThat(
                            bench.firewall()
                                    .load("t", before.replace("bob: right", "bob: changed"))
                                    .errors())
                    .isEmpty();
            assertThat(bench.firewall().logins().logins()).isEmpty();
            assertThat(bench.log.of("core.login-ended"))
                    .singleElement()
                    .asString()
                    .contains("its authenticator has changed");
            assertThat(Bench.everything(bench.client())).isEmpty();
            bench.records(2);
        }
    }

    @Test
    void loginShouldNeedAServiceThatTakesIt() throws Exception {
        try (Bench bench = bench(Bench.DIRECT)) {
            assertThatThrownBy(() -> login(bench, "ada", "right"))
                    .hasMessageStartingWith("no service takes logins");
        }
    }

    @Test
    void whatIsNotThereShouldBeAnErrorAtItsPlace() throws Exception {
        try (Bench bench = bench(BY_ADDRESS)) {
            assertThat(
                            bench.firewall()
                                    .check("t", policy(BY_ADDRESS).replace("table: {", "tabel: {"))
                                    .errors())
                    .containsExactly(
                            "t:5:36: authenticator \"people\": no kind is called \"tabel\"; did"
                                    + " you mean \"table\"?");
            assertThat(
                            bench.firewall()
                                    .check("t", policy(BY_ADDRESS).replace("addresses", "inband"))
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("proxy \"it\" cannot authenticate in band");
        }
    }

    @Test
    void explainShouldSayWhoIsKnownAndWhetherThatIsEnough() throws Exception {
        String service =
                BY_ADDRESS.replace(
                        "method: addresses }",
                        "method: addresses }, authorization: { permit-user: [ada] }");
        try (Bench bench = bench(service)) {
            SockAddr client = SockAddr.of("192.0.2.99", 0);
            assertThat(bench.firewall().explain("edge-in", client, Optional.empty()).summary())
                    .contains("nobody is logged in at 192.0.2.99");
            login(bench, "bob", "right");
            assertThat(bench.firewall().explain("edge-in", client, Optional.empty()).summary())
                    .contains("user \"bob\" is not in permit-user");
            login(bench, "ada", "right");
            var explained = bench.firewall().explain("edge-in", client, Optional.empty());
            assertThat(explained.accepted()).isTrue();
            assertThat(explained.steps())
                    .anySatisfy(
                            step -> {
                                assertThat(step.what()).isEqualTo("authentication");
                                assertThat(step.result()).contains("addresses", "ada");
                            });
        }
    }
}
