package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.StackedSession;

/** A server connection that was given back serves the next session of its service, and no other. */
class ServerPoolTest {
    /**
     * Lends: each line of the client is one exchange with the server, on a connection of its own.
     */
    private static final Proxy LENDING =
            session -> {
                Endpoint client = session.clientStream();
                for (String line = client.readLine(100);
                        line != null;
                        line = client.readLine(100)) {
                    Endpoint server = session.connectServer();
                    server.writeLine(line);
                    server.flush();
                    client.writeLine(String.valueOf(server.readLine(100)));
                    client.flush();
                    session.giveBack(server);
                }
            };

    private static ProxyFactory factory(boolean shares, Proxy proxy) {
        return with ->
                new Recipe() {
                    @Override
                    public Proxy create() {
                        return proxy;
                    }

                    @Override
                    public boolean sharesServers() {
                        return shares;
                    }
                };
    }

    private static Bench lending() throws IOException {
        return bench(LENDING);
    }

    private static Bench bench(Proxy proxy) throws IOException {
        return new Bench(Map.of("it", factory(true, proxy)), Bench.policy(Bench.DIRECT));
    }

    private static String session(Bench bench, Endpoint server, String asked) throws IOException {
        Endpoint client = bench.client();
        Bench.send(client, asked + "\r\n");
        answer(server, asked);
        String answer = Bench.receive(client, 4);
        client.close();
        return answer;
    }

    private static void answer(Endpoint server, String asked) throws IOException {
        assertThat(Bench.receive(server, asked.length() + 2)).isEqualTo(asked + "\r\n");
        Bench.send(server, "ok\r\n");
    }

    /** The first session, which opens the connection that the test is about. */
    private static Endpoint opened(Bench bench) throws Exception {
        Endpoint client = bench.client();
        Bench.send(client, "one\r\n");
        Endpoint server = bench.server();
        answer(server, "one");
        assertThat(Bench.receive(client, 4)).isEqualTo("ok\r\n");
        client.close();
        bench.records(1);
        return server;
    }

    @Test
    void connectionGivenBackShouldServeTheNextSession() throws Exception {
        try (Bench bench = lending()) {
            Endpoint server = opened(bench);
            assertThat(session(bench, server, "three")).isEqualTo("ok\r\n");

            List<String> records = bench.records(2);
            assertThat(bench.arrivals).as("further connections").isEmpty();
            // Each counts its own bytes only, and names the server and the firewall's own address.
            assertThat(records.get(0)).contains("server_received='4', server_sent='5'");
            assertThat(records.get(1)).contains("server_received='4', server_sent='7'");
            assertThat(records.get(1))
                    .contains("server_address='198.51.100.7'", "servers='1'")
                    .doesNotContain("server_local='(NULL)'");
        }
    }

    @Test
    void proxyThatDoesNotShareShouldGetAConnectionOfItsOwn() throws Exception {
        try (Bench bench =
                new Bench(Map.of("it", factory(false, LENDING)), Bench.policy(Bench.DIRECT))) {
            Endpoint first = opened(bench);
            assertThat(Bench.everything(first)).isEmpty();

            Endpoint client = bench.client();
            Bench.send(client, "two\r\n");
            answer(bench.server(), "two");
            assertThat(Bench.receive(client, 4)).isEqualTo("ok\r\n");
        }
    }

    @Test
    void anotherServiceShouldGetAConnectionOfItsOwn() throws Exception {
        try (Bench bench = lending()) {
            Endpoint first = opened(bench);
            String renamed = Bench.policy(Bench.DIRECT).replace("web-out", "web-two");
            assertThat(bench.firewall().load("test", renamed).errors()).isEmpty();

            Endpoint client = bench.client();
            Bench.send(client, "two\r\n");
            answer(bench.server(), "two");
            assertThat(Bench.receive(client, 4)).isEqualTo("ok\r\n");
            assertThat(first.hasBuffered()).isFalse();
        }
    }

    @Test
    void permissionShouldBeAskedForEachLoan() throws Exception {
        try (Bench bench = lending()) {
            Endpoint server = opened(bench);
            String forbidding = Bench.policy(Bench.DIRECT.replace("it,", "it, to-zones: [dmz],"));
            assertThat(bench.firewall().load("test", forbidding).errors()).isEmpty();

            Endpoint client = bench.client();
            Bench.send(client, "two\r\n");
            assertThat(Bench.everything(client)).isEqualTo("<RESET>");
            assertThat(bench.records(2).get(1))
                    .contains("verdict='DENIED_BY_POLICY'", "to-zones", "server_sent='0'");
            assertThat(server.hasBuffered()).isFalse();
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void connectionThatTheServerEndedShouldNotBeLent() throws Exception {
        try (Bench bench = lending()) {
            opened(bench).close();

            Endpoint client = bench.client();
            Bench.send(client, "two\r\n");
            answer(bench.server(), "two");
            assertThat(Bench.receive(client, 4)).isEqualTo("ok\r\n");
        }
    }

    @Test
    void connectionWithUnaskedBytesShouldBeResetAndLogged() throws Exception {
        try (Bench bench = lending()) {
            Endpoint poisoned = opened(bench);
            Bench.send(poisoned, "evil\r\n");

            Endpoint client = bench.client();
            Bench.send(client, "two\r\n");
            answer(bench.server(), "two");
            assertThat(Bench.receive(client, 4)).isEqualTo("ok\r\n");
            assertThat(Bench.everything(poisoned)).isEqualTo("<RESET>");
            assertThat(bench.log.of("core.server-desync"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("server='198.51.100.7:80'");
        }
    }

    /** What a careless proxy may do before it gives its server back. */
    private static Proxy giving(Careless last) {
        return session -> {
            Endpoint server = session.connectServer();
            last.act(session, server);
            session.giveBack(server);
        };
    }

    private interface Careless {
        void act(StackedSession session, Endpoint server) throws IOException;
    }

    private static String firstOf(Careless last) throws Exception {
        try (Bench bench = bench(giving(last))) {
            bench.client();
            Endpoint server = bench.server();
            Bench.send(server, "x");
            bench.records(1);
            return Bench.everything(server);
        }
    }

    @Test
    void connectionWithUnreadBytesShouldBeClosed() throws Exception {
        assertThat(firstOf((session, server) -> server.fill())).isIn("", "<RESET>");
    }

    @Test
    void connectionWhoseOutputHasEndedShouldBeClosed() throws Exception {
        try (Bench bench =
                bench(
                        giving(
                                (session, server) -> {
                                    server.endOutput();
                                    server.fill();
                                    server.consume(1);
                                }))) {
            bench.client();
            Endpoint first = bench.server();
            Bench.send(first, "x");
            bench.records(1);

            bench.client();
            assertThat(bench.server()).isNotSameAs(first);
        }
    }

    @Test
    void whatWasWrittenShouldGoBeforeTheConnectionIsKept() throws Exception {
        try (Bench bench =
                bench(
                        giving(
                                (session, server) ->
                                        server.write(ByteBuffer.wrap(new byte[] {'a'}))))) {
            bench.client();
            Endpoint server = bench.server();
            assertThat(Bench.receive(server, 1)).isEqualTo("a");
        }
    }

    @Test
    void secondGivingBackShouldDoNothing() throws Exception {
        Proxy twice =
                session -> {
                    Endpoint server = session.connectServer();
                    session.giveBack(server);
                    session.giveBack(server);
                };
        try (Bench bench = bench(twice)) {
            bench.client();
            Endpoint server = bench.server();
            bench.records(1);
            bench.client();
            bench.records(2);

            assertThat(bench.arrivals).as("further connections").isEmpty();
            assertThat(server.isClosed()).isFalse();
        }
    }

    @Test
    void killShouldLeaveAloneWhatWasGivenBack() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        Proxy waiting =
                session -> {
                    Endpoint server = session.connectServer();
                    server.writeLine("hello");
                    session.giveBack(server);
                    given.countDown();
                    session.clientStream().fill();
                };
        try (Bench bench = bench(waiting)) {
            bench.client();
            Endpoint server = bench.server();
            given.await();
            assertThat(bench.firewall().kill("web-out:0")).isTrue();
            bench.records(1);

            Endpoint next = bench.client();
            assertThat(Bench.receive(server, 14)).isEqualTo("hello\r\nhello\r\n");
            next.close();
            bench.records(2);
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void firewallThatStopsShouldCloseWhatIsKept() throws Exception {
        Endpoint server;
        try (Bench bench = lending()) {
            server = opened(bench);
        }
        assertThat(Bench.everything(server)).isEmpty();
    }
}
