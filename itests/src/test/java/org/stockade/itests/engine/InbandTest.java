package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.auth.Answer;
import org.stockade.auth.Authentication;
import org.stockade.auth.Credentials;
import org.stockade.auth.Credentials.Method;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;

/** A proxy that carries the dialogue: a line with user and password, an answer, and so on. */
class InbandTest {
    private static final String SERVICE =
            AuthenticationTest.BY_ADDRESS.replace("method: addresses", "method: inband");

    private static final Proxy ASKING =
            session -> {
                Authentication dialogue = session.authentication().orElseThrow();
                Endpoint client = session.clientStream();
                while (dialogue.identity().isEmpty()) {
                    String line = client.readLine(200);
                    if (line == null) {
                        return;
                    }
                    String[] words = line.split(" ", 2);
                    client.writeLine(
                            said(
                                    dialogue.judge(
                                            Credentials.password(words[0], words[1].toCharArray())),
                                    dialogue,
                                    client));
                    client.flush();
                }
                client.writeLine("welcome " + dialogue.identity().orElseThrow().user());
                client.flush();
                session.connectServer().writeLine("hello");
            };

    private static String said(Answer answer, Authentication dialogue, Endpoint client)
            throws IOException {
        return switch (answer) {
            case Answer.Accepted accepted -> "ok " + accepted.identity().groups();
            case Answer.Rejected rejected -> "again, " + dialogue.realm();
            case Answer.Refused refused -> "no: " + refused.why();
            case Answer.Challenge challenge -> {
                client.writeLine(challenge.prompt());
                client.flush();
                String token = String.valueOf(client.readLine(200));
                yield said(
                        dialogue.judge(Credentials.response("ada", challenge, token.toCharArray())),
                        dialogue,
                        client);
            }
        };
    }

    private static ProxyFactory authenticating(Proxy proxy) {
        return with ->
                new Recipe() {
                    @Override
                    public Proxy create() {
                        return proxy;
                    }

                    @Override
                    public boolean authenticates() {
                        return true;
                    }
                };
    }

    private static Bench bench(String service, Proxy proxy) throws IOException {
        return new Bench(Map.of("it", authenticating(proxy)), AuthenticationTest.policy(service));
    }

    private static String line(Endpoint client) throws IOException {
        return String.valueOf(client.readLine(300));
    }

    @Test
    void clientShouldBeServedAfterTheRightPassword() throws Exception {
        try (Bench bench = bench(SERVICE, ASKING)) {
            Endpoint client = bench.client();
            Bench.send(client, "ada wrong\r\nada right\r\n");
            assertThat(line(client)).isEqualTo("again, web-out");
            assertThat(line(client)).isEqualTo("ok [staff]");
            assertThat(line(client)).isEqualTo("welcome ada");
            assertThat(line(bench.server())).isEqualTo("hello");
            client.close();
            assertThat(bench.record())
                    .contains("auth_user='ada'", "auth='inband'", "authorized='true'");
            assertThat(bench.firewall().logins().logins()).as("no cache").isEmpty();
        }
    }

    @Test
    void proxyThatDoesNotAskShouldReachNoServer() throws Exception {
        try (Bench bench = bench(SERVICE, StackedSession::connectServer)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("DENIED_BY_POLICY", "the client did not show who it is");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void furtherConnectionsShouldNotReachAServerEither() throws Exception {
        Proxy detour =
                session ->
                        session.connectSecondary(Side.SERVER, Optional.empty(), Bench.SERVER)
                                .writeLine("hello");
        try (Bench bench = bench(SERVICE, detour)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            assertThat(bench.record())
                    .contains("DENIED_BY_POLICY", "the client did not show who it is");
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void clientThatGoesAwayShouldBeOnRecordAsRefused() throws Exception {
        try (Bench bench = bench(SERVICE, ASKING)) {
            Endpoint client = bench.client();
            Bench.send(client, "ada wrong\r\n");
            assertThat(line(client)).startsWith("again");
            client.close();
            assertThat(bench.record()).contains("DENIED_BY_POLICY", "auth_user='(NULL)'");
        }
    }

    @Test
    void cacheShouldSparTheNextSessionTheDialogue() throws Exception {
        String cached =
                SERVICE.replace(
                        "method: inband", "method: inband, cache: { by: address-and-service }");
        try (Bench bench = bench(cached, ASKING)) {
            Endpoint first = bench.client();
            Bench.send(first, "ada right\r\n");
            assertThat(line(first)).isEqualTo("ok [staff]");
            bench.server();
            first.close();
            Endpoint second = bench.client();
            assertThat(line(second)).isEqualTo("welcome ada");
            bench.server();
            second.close();
            assertThat(bench.records(2)).anyMatch(record -> record.contains("auth='cached'"));
            assertThat(bench.firewall().logins().logins())
                    .singleElement()
                    .satisfies(login -> assertThat(login.service()).contains("web-out"));
        }
    }

    @Test
    void challengeShouldBeAnsweredByItsToken() throws Exception {
        String policy =
                AuthenticationTest.policy(SERVICE)
                        .replace("password: right,", "password: right, token: '4711',");
        try (Bench bench = new Bench(Map.of("it", authenticating(ASKING)), policy)) {
            Endpoint client = bench.client();
            Bench.send(client, "ada right\r\n");
            assertThat(line(client)).isEqualTo("token of ada");
            Bench.send(client, "4711\r\n");
            assertThat(line(client)).isEqualTo("ok [staff]");
            bench.server();
            client.close();
            bench.record();
        }
    }

    @Test
    void whoIsNotAuthorizedMayShowThatItIsAnother() throws Exception {
        String service =
                SERVICE.replace(
                        "method: inband }",
                        "method: inband }, authorization: { permit-user: [ada] }");
        try (Bench bench = bench(service, ASKING)) {
            Endpoint client = bench.client();
            Bench.send(client, "bob right\r\nada right\r\n");
            assertThat(line(client)).contains("no: ", "user \"bob\" is not in permit-user");
            assertThat(line(client)).isEqualTo("ok [staff]");
            bench.server();
            client.close();
            assertThat(bench.record()).contains("auth_user='ada'", "authorized='true'");
        }
    }

    @Test
    void endlessGuessingShouldEnd() throws Exception {
        String service =
                SERVICE.replace("method: inband", "method: inband, lockout: { failures: 100 }");
        try (Bench bench = bench(service, ASKING)) {
            Endpoint client = bench.client();
            for (int i = 0; i < 10; i++) {
                Bench.send(client, "ada guess" + i + "\r\n");
                assertThat(line(client)).startsWith("again");
            }
            Bench.send(client, "ada right\r\n");
            assertThat(line(client)).startsWith("no: the session has made 10 offers");
            client.close();
            bench.record();
        }
    }

    @Test
    void proxyShouldBeToldTheMethods() throws Exception {
        Proxy telling =
                session -> {
                    session.clientStream()
                            .writeLine(
                                    ""
                                            + session.authentication()
                                                    .orElseThrow()
                                                    .methods()
                                                    .contains(Method.PASSWORD));
                    session.clientStream().flush();
                };
        try (Bench bench = bench(SERVICE, telling)) {
            assertThat(Bench.everything(bench.client())).isEqualTo("true\r\n");
            bench.record();
        }
        try (Bench bench =
                new Bench(
                        Map.of(
                                "it",
                                with ->
                                        () ->
                                                session ->
                                                        session.clientStream()
                                                                .writeLine(
                                                                        ""
                                                                                + session.authentication()
                                                                                        .isPresent())),
                        AuthenticationTest.policy(Bench.DIRECT))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("false\r\n");
            bench.record();
        }
    }
}
