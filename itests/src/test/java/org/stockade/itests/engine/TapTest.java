package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.itests.peers.Capture;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.proxy.http.internal.HttpProxyFactory;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;

/** A tap sees what one node reads and writes from now on, byte for byte, and hurts nobody. */
class TapTest {
    private static final String CLIENT = "192.0.2.99:";
    private static final String HERE = "192.0.2.1:3128";
    private static final String SERVER = "198.51.100.7:80";

    private static final String WEB =
            """
            { proxy: http, router: { direct: ["198.51.100.7:80"] },
              with: { requests: { GET: accept } } }""";

    private static void relay(StackedSession session) throws IOException {
        session.relay(session.clientStream(), session.connectServer(), true);
    }

    private static TapOrder order(String id, long bytes) {
        return new TapOrder(id, "alice", bytes, Duration.ofSeconds(60));
    }

    private static TapState tap(Bench bench, String id) throws IOException {
        return bench.firewall().tap(order(id, TapOrder.USUAL_BYTES));
    }

    private static Capture untap(Bench bench, String id) throws IOException {
        Capture capture = Capture.of(bench.firewall().untap(id).file());
        assertThat(capture.whole()).isTrue();
        return capture;
    }

    @Test
    void tapShouldSeeWhatIsRelayedFromItsStartToItsEnd() throws Exception {
        try (Bench bench = Bench.of(TapTest::relay)) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            Bench.send(client, "before");
            assertThat(Bench.receive(server, 6)).isEqualTo("before");

            TapState state = tap(bench, "web-out:0");
            Bench.send(client, "question");
            assertThat(Bench.receive(server, 8)).isEqualTo("question");
            Bench.send(server, "answer");
            assertThat(Bench.receive(client, 6)).isEqualTo("answer");
            // It can be looked at while the tap is in place, and soon has what its peers have got.
            Bench.until(
                    () ->
                            Capture.of(state.file()).text(HERE, "").equals("answer")
                                    && Capture.of(state.file()).text("", SERVER).length() == 8);
            Capture seen = untap(bench, "web-out:0");
            Bench.send(client, "after");
            assertThat(Bench.receive(server, 5)).isEqualTo("after");

            assertThat(state.node()).isEqualTo("(edge/web-out:0/it)");
            assertThat(seen.streams()).hasSize(4);
            assertThat(seen.text(CLIENT, HERE)).isEqualTo("question");
            assertThat(seen.text(HERE, "")).isEqualTo("answer");
            assertThat(seen.text("", SERVER)).isEqualTo("question");
            assertThat(seen.text(SERVER, "")).isEqualTo("answer");
            client.close();
            server.close();
            bench.record();
            assertThat(bench.log.of("core.tap-started"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("alice", state.file()));
            assertThat(bench.log.of("core.tap-ended"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("it was taken out"));
        }
    }

    @Test
    void fileShouldBeItsOwnersAloneBelowTheStateFolder() throws Exception {
        try (Bench bench = Bench.of(TapTest::relay)) {
            bench.client();
            bench.server();
            Path file = Path.of(tap(bench, "web-out:0").file());
            assertThat(file.getParent()).hasFileName("taps");
            assertThat(file.getFileName().toString())
                    .matches("edge-web-out-0-it-\\d{8}T\\d{6}\\.\\d{3}Z\\.pcapng");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void sessionThatEndsShouldLeaveItsFileWhole() throws Exception {
        try (Bench bench = Bench.of(TapTest::relay)) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            String file = tap(bench, "web-out:0").file();
            Bench.send(client, "last words");
            client.endOutput();
            assertThat(Bench.everything(server)).isEqualTo("last words");
            server.endOutput();
            assertThat(Bench.everything(client)).isEmpty();
            bench.record();
            Bench.until(() -> !bench.log.of("core.tap-ended").isEmpty());
            assertThat(bench.log.of("core.tap-ended").getFirst()).contains("its session has ended");
            assertThat(Capture.of(file).whole()).isTrue();
            assertThat(Capture.of(file).text(CLIENT, HERE)).isEqualTo("last words");
            assertThat(Capture.of(file).text("", SERVER)).isEqualTo("last words");
        }
    }

    @Test
    void fullFileShouldTakeTheTapOutAndTheSessionGoOn() throws Exception {
        try (Bench bench = Bench.of(TapTest::relay)) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            String file = bench.firewall().tap(order("web-out:0", 4096)).file();
            for (int i = 0; i < 10; i++) {
                Bench.send(client, "x".repeat(1000));
                assertThat(Bench.receive(server, 1000)).hasSize(1000);
            }
            Bench.until(() -> !bench.log.of("core.tap-ended").isEmpty());
            assertThat(bench.log.of("core.tap-ended").getFirst()).contains("its file is full");
            assertThat(Path.of(file))
                    .satisfies(it -> assertThat(Files.size(it)).isBetween(4000L, 4096L));
            assertThat(Capture.of(file).text(CLIENT, HERE)).hasSizeGreaterThan(1000).matches("x+");
            assertThatThrownBy(() -> bench.firewall().untap("web-out:0"))
                    .hasMessage("node (edge/web-out:0/it) has no tap");
            assertThat(tap(bench, "web-out:0").file()).isNotEqualTo(file);
            Bench.send(client, "on");
            assertThat(Bench.receive(server, 2)).isEqualTo("on");
        }
    }

    @Test
    void tapShouldTakeItselfOutWhenItsTimeIsOver() throws Exception {
        try (Bench bench = Bench.of(TapTest::relay)) {
            bench.client();
            bench.server();
            bench.firewall().tap(new TapOrder("web-out:0", "alice", 10_000, Duration.ofSeconds(1)));
            Bench.until(() -> !bench.log.of("core.tap-ended").isEmpty());
            assertThat(bench.log.of("core.tap-ended").getFirst()).contains("its time is over");
            Bench.until(() -> taps(bench).isEmpty());
        }
    }

    private static List<TapState> taps(Bench bench) {
        List<TapState> all = new ArrayList<>();
        collect(bench.firewall().session("web-out:0").orElseThrow(), all);
        return all;
    }

    private static void collect(SessionNode node, List<TapState> into) {
        into.addAll(node.taps());
        node.children().forEach(child -> collect(child, into));
    }

    @Test
    void tapsShouldBeOneANodeAndFewInAll() throws Exception {
        try (Bench bench = Bench.of(TapTest::relay)) {
            for (int i = 0; i < 17; i++) {
                bench.client();
                bench.server();
            }
            tap(bench, "web-out:0");
            assertThatThrownBy(() -> tap(bench, "(edge/web-out:0/it)"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("node (edge/web-out:0/it) has a tap already, /");
            for (int i = 1; i < 16; i++) {
                tap(bench, "web-out:" + i);
            }
            assertThatThrownBy(() -> tap(bench, "web-out:16"))
                    .hasMessageStartingWith("16 taps are in place, the most there may be")
                    .hasMessageContaining("(edge/web-out:7/it)");
            bench.firewall().untap("web-out:7");
            tap(bench, "web-out:16");
            assertThatThrownBy(() -> tap(bench, "web-out:17"))
                    .hasMessage("no live session or node web-out:17");
            assertThatThrownBy(() -> bench.firewall().untap("web-out:0/it/kid"))
                    .hasMessage("no live session or node web-out:0/it/kid");
        }
    }

    @Test
    void tapOfHttpShouldSeeBothSidesAsTheProxyReadsAndWritesThem() throws Exception {
        try (Bench bench = new Bench(Map.of("http", new HttpProxyFactory()), Bench.policy(WEB))) {
            Endpoint client = bench.client();
            Bench.until(() -> bench.service().sessions() == 1);
            Bench.until(() -> !children(bench).isEmpty());
            tap(bench, "web-out:0/http");
            String request = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
            Bench.send(client, request);
            Endpoint server = bench.server();
            assertThat(server.readLine(100)).isEqualTo("GET / HTTP/1.1");
            String response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
            Bench.send(server, response);
            assertThat(client.readLine(100)).isEqualTo("HTTP/1.1 200 OK");
            Bench.until(() -> client.hasBuffered());
            client.close();
            bench.record();
            Bench.until(() -> !bench.log.of("core.tap-ended").isEmpty());

            Capture seen = Capture.of(lastFile(bench));
            assertThat(seen.text(CLIENT, HERE)).isEqualTo(request);
            assertThat(seen.text(HERE, "")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\nhello");
            assertThat(seen.text("", SERVER))
                    .startsWith("GET / HTTP/1.1\r\n")
                    .contains("Via: ")
                    .endsWith("\r\n\r\n");
            assertThat(seen.text(SERVER, "")).isEqualTo(response);
        }
    }

    private static String lastFile(Bench bench) {
        String line = bench.log.of("core.tap-ended").getLast();
        int at = line.indexOf("file='") + 6;
        return line.substring(at, line.indexOf('\'', at));
    }

    private static List<SessionNode> children(Bench bench) {
        return bench.firewall().session("web-out:0").orElseThrow().children();
    }

    /** A child that turns what it reads into capitals. */
    private static void shout(StackedSession session) throws IOException {
        Payload.OneWay body = (Payload.OneWay) session.payload();
        ByteBuffer some = ByteBuffer.allocate(100);
        while (body.from().read(some) >= 0) {
            String text = StandardCharsets.ISO_8859_1.decode(some.flip()).toString();
            body.to()
                    .write(
                            StandardCharsets.ISO_8859_1.encode(
                                    text.toUpperCase(java.util.Locale.ROOT)));
            some.clear();
        }
    }

    @Test
    void tapOfAChildShouldSeeWhatThatReadsAndWrites() throws Exception {
        Proxy kid = TapTest::shout;
        try (Bench bench =
                Bench.stacking(
                        "none",
                        (session, child) -> {
                            Endpoint client = session.clientStream();
                            // Of each line the child gets what is behind the first octet.
                            ByteSource lines =
                                    into -> {
                                        String line = client.readLine(1000);
                                        if (line == null) {
                                            return -1;
                                        }
                                        into.put(
                                                StandardCharsets.ISO_8859_1.encode(
                                                        line.substring(1)));
                                        return line.length() - 1;
                                    };
                            session.stack(
                                    child,
                                    new Payload.OneWay(
                                            session.endpoint(lines, Bench.to(client)),
                                            session.endpoint(
                                                    into -> -1, Bench.to(session.connectServer())),
                                            true,
                                            "text/plain",
                                            -1,
                                            Payload.Hold.NOTHING));
                        },
                        kid)) {
            Endpoint client = bench.client();
            Endpoint server = bench.server();
            Bench.until(() -> !children(bench).getFirst().children().isEmpty());
            tap(bench, "web-out:0/it/kid");
            tap(bench, "web-out:0/it");
            Bench.send(client, ">hello\r\n");
            Bench.send(client, "> world\r\n");
            client.endOutput();
            assertThat(Bench.everything(server)).isEqualTo("HELLO WORLD");
            bench.record();
            Bench.until(() -> bench.log.of("core.tap-ended").size() == 2);

            Capture inner = Capture.of(fileOf(bench, "it/kid)"));
            assertThat(inner.text(CLIENT, HERE)).isEqualTo("hello world");
            assertThat(inner.text("", SERVER)).isEqualTo("HELLO WORLD");
            Capture outer = Capture.of(fileOf(bench, "/it)"));
            assertThat(outer.text(CLIENT, HERE)).isEqualTo(">hello\r\n> world\r\n");
            assertThat(outer.text("", SERVER)).isEqualTo("HELLO WORLD");
        }
    }

    private static String fileOf(Bench bench, String node) {
        String line =
                bench.log.of("core.tap-ended").stream()
                        .filter(each -> each.contains(node))
                        .findFirst()
                        .orElseThrow();
        int at = line.indexOf("file='") + 6;
        return line.substring(at, line.indexOf('\'', at));
    }

    // What a connection does in another session is none of this tap's business.
    @Test
    void serverThatWasGivenBackShouldNotBeSeenInItsNextSession() throws Exception {
        Proxy it =
                session -> {
                    Endpoint server = session.connectServer();
                    Endpoint client = session.clientStream();
                    String line = client.readLine(100);
                    if (line == null) {
                        return;
                    }
                    server.writeLine(line);
                    server.flush();
                    session.giveBack(server);
                    client.writeLine("given back");
                    client.flush();
                    client.readLine(100);
                };
        Recipe shared =
                new Recipe() {
                    @Override
                    public Proxy create() {
                        return it;
                    }

                    @Override
                    public boolean sharesServers() {
                        return true;
                    }
                };
        try (Bench bench = new Bench(Map.of("it", with -> shared), Bench.policy(Bench.DIRECT))) {
            Endpoint first = bench.client();
            Endpoint server = bench.server();
            String file = tap(bench, "web-out:0").file();
            Bench.send(first, "mine\r\n");
            assertThat(server.readLine(100)).isEqualTo("mine");
            assertThat(first.readLine(100)).isEqualTo("given back");
            Endpoint second = bench.client();
            Bench.send(second, "another's\r\n");
            assertThat(server.readLine(100)).isEqualTo("another's");
            assertThat(bench.arrivals).as("one connection served both").isEmpty();
            first.close();
            second.close();
            bench.records(2);
            Bench.until(() -> !bench.log.of("core.tap-ended").isEmpty());
            assertThat(Capture.of(file).text("", SERVER)).isEqualTo("mine\r\n");
        }
    }
}
