package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.http.internal.HttpProxyFactory;
import org.stockade.session.Child;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/** A stop request ends a session within a bounded time, whatever its proxy waits for. */
class KillTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long TWO_SECONDS = 2_000_000_000L;

    private final CountDownLatch begun = new CountDownLatch(1);

    private void waitIn(String what, StackedSession session) throws IOException {
        begun.countDown();
        switch (what) {
            case "fill" -> session.clientStream().fill();
            case "await" -> session.clientStream().await(HOUR);
            case "fill of the server" -> session.connectServer().fill();
            case "write to a stalled peer" -> {
                while (true) {
                    session.clientStream().write(ByteBuffer.allocate(4096));
                }
            }
            case "join of a fork in fill" ->
                    session.fork("reader", () -> session.clientStream().fill()).join(HOUR);
            case "join of a fork in take" ->
                    session.fork("taker", () -> session.take(new LinkedBlockingQueue<>(), HOUR))
                            .join(HOUR);
            case "take" -> session.take(new LinkedBlockingQueue<>(), HOUR);
            case "accept" -> {
                SockAddr peer = SockAddr.of("192.0.2.99", 0);
                session.expect(Side.CLIENT, new PortRange(5000, 5010), peer).accept(HOUR);
            }
            case "sleep" -> sleep();
            default -> throw new IllegalArgumentException(what);
        }
    }

    /** Not a wait that a proxy may do; the interrupt is for such. */
    private static void sleep() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException killed) {
            throw new IOException("interrupted", killed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fill",
                "await",
                "fill of the server",
                "write to a stalled peer",
                "join of a fork in fill",
                "join of a fork in take",
                "take",
                "accept",
                "sleep"
            })
    void killShouldEndASessionThatWaitsWithinTwoSeconds(String what) throws Exception {
        try (Bench bench = Bench.of(session -> waitIn(what, session))) {
            Endpoint client = bench.client();
            begun.await();
            long start = System.nanoTime();
            assertThat(bench.firewall().kill("(edge/web-out:0)")).isTrue();
            assertThat(bench.record()).contains("killed by the operator", "verdict='ACCEPTED'");
            assertThat(System.nanoTime() - start).isLessThan(TWO_SECONDS);
            assertThat(Bench.everything(client)).endsWith("<RESET>");
            assertThat(bench.log.of("core.session-abandoned")).isEmpty();
            assertThat(bench.log.of("core.proxy-failed")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "take", "sleep"})
    void killShouldEndAChildThatWaits(String what) throws Exception {
        try (Bench bench =
                Bench.stacking("none", KillTest::stack, session -> waitIn(what, session))) {
            bench.client();
            begun.await();
            assertThat(bench.firewall().session("web-out:0").orElseThrow().children())
                    .singleElement()
                    .satisfies(it -> assertThat(it.id()).isEqualTo("(edge/web-out:0/it)"))
                    .satisfies(
                            it ->
                                    assertThat(it.children())
                                            .extracting(kid -> kid.id())
                                            .containsExactly("(edge/web-out:0/it/kid)"));
            long start = System.nanoTime();
            assertThat(bench.firewall().kill("web-out:0/it/kid")).isTrue();
            assertThat(bench.record()).contains("killed by the operator");
            assertThat(System.nanoTime() - start).isLessThan(TWO_SECONDS);
        }
    }

    @Test
    void killOfAnInspectorShouldBeAPageThatSaysSoAndNoByteOfTheBody() throws Exception {
        Proxy inspector =
                session -> {
                    Endpoint page = ((Payload.OneWay) session.payload()).from();
                    while (page.fill()) {
                        begun.countDown();
                    }
                };
        String service =
                """
                { proxy: http, router: { direct: ["198.51.100.7:80"] },
                  with: { requests: { GET: accept },
                    response-bodies: { "text/html": { proxy: inspector, hold: verdict } } } }""";
        try (Bench bench =
                new Bench(
                        Map.of(
                                "http",
                                new HttpProxyFactory(),
                                "inspector",
                                with -> () -> inspector),
                        Bench.policy(service))) {
            Endpoint client = bench.client();
            Bench.send(client, "GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");
            Bench.send(
                    bench.server(),
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nhalf");
            begun.await();
            assertThat(bench.firewall().kill("web-out:0/http/inspector", "alice")).isTrue();
            assertThat(Bench.everything(client))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("The content could not be checked.")
                    .doesNotContain("half", "<RESET>");
            assertThat(bench.record()).contains("inspector) was killed by the operator (alice)");
        }
    }

    /** What its parent has seen of the child, then whether the session still works. */
    private static void stackTwice(StackedSession session, Child child, List<Object> seen)
            throws IOException {
        Endpoint client = session.clientStream();
        seen.add(session.stack(child, body(session)));
        client.writeLine("still here");
        client.flush();
        seen.add(String.valueOf(client.readLine(100)));
        seen.add(session.stack(child, body(session)));
    }

    private static Payload body(StackedSession session) {
        Endpoint client = session.clientStream();
        return new Payload.OneWay(
                session.endpoint(client::read, Bench.to(client)),
                session.endpoint(into -> -1, Bench.to(client)),
                true,
                "text/plain",
                -1,
                Payload.Hold.UNTIL_VERDICT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "take", "sleep", "join of a fork in fill"})
    void killOfAChildShouldBeItsRefusalAndItsSessionGoOn(String what) throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        AtomicBoolean second = new AtomicBoolean();
        Proxy kid =
                session -> {
                    if (second.compareAndSet(false, true)) {
                        ((Payload.OneWay) session.payload()).to().writeLine("never to go on");
                        waitIn(what, session);
                    }
                };
        try (Bench bench =
                Bench.stacking("none", (session, child) -> stackTwice(session, child, seen), kid)) {
            Endpoint client = bench.client();
            begun.await();
            assertThat(bench.firewall().kill("web-out:0/it/kid", "alice")).isTrue();
            assertThat(client.readLine(100)).isEqualTo("still here");
            Bench.send(client, "good\r\n");
            assertThat(Bench.everything(client)).isEmpty();
            String why = "child (edge/web-out:0/it/kid) was killed by the operator (alice)";
            assertThat(seen).containsExactly(new Verdict.Failed(why), "good", new Verdict.Accept());
            assertThat(bench.record()).contains("verdict='ACCEPTED'", "info='" + why + "'");
            assertThat(bench.log.of("core.child-killed"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("alice"));
        }
    }

    @Test
    void childThatIgnoresItsEndShouldTakeItsSessionWithIt() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Proxy deaf =
                session -> {
                    begun.countDown();
                    while (!stop.get()) {
                        Thread.onSpinWait();
                        Thread.yield();
                    }
                };
        try (Bench bench = Bench.stacking("none", KillTest::stack, deaf)) {
            Endpoint client = bench.client();
            begun.await();
            assertThat(bench.firewall().kill("web-out:0/it/kid")).isTrue();
            assertThat(Bench.everything(client)).endsWith("<RESET>");
            stop.set(true);
            assertThat(bench.record()).contains("was killed by the operator");
        } finally {
            stop.set(true);
        }
    }

    @Test
    void eachChildShouldHaveAnIdOfItsOwn() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (Bench bench =
                Bench.stacking(
                        "none",
                        (session, child) -> {
                            session.fork("one", () -> session.stack(child, body(session)));
                            session.fork("other", () -> session.stack(child, body(session)));
                            session.take(new LinkedBlockingQueue<>(), HOUR);
                        },
                        session -> {
                            both.countDown();
                            session.take(new LinkedBlockingQueue<>(), HOUR);
                        })) {
            bench.client();
            both.await();
            assertThat(bench.firewall().session("web-out:0").orElseThrow().children())
                    .singleElement()
                    .satisfies(
                            it ->
                                    assertThat(it.children())
                                            .extracting(kid -> kid.id())
                                            .containsExactlyInAnyOrder(
                                                    "(edge/web-out:0/it/kid)",
                                                    "(edge/web-out:0/it/kid#2)"));
            assertThat(bench.firewall().kill("web-out:0/it/kid#3")).isFalse();
            assertThat(bench.firewall().kill("web-out:0/it/kid#2")).isTrue();
            Bench.until(
                    () ->
                            bench.firewall().session("web-out:0").orElseThrow().children().stream()
                                    .flatMap(it -> it.children().stream())
                                    .map(kid -> kid.id())
                                    .toList()
                                    .equals(List.of("(edge/web-out:0/it/kid)")));
            assertThat(bench.firewall().kill("web-out:0/it/kid#2")).isFalse();
        }
    }

    private static void stack(StackedSession session, Child child) throws IOException {
        session.stack(child, new Payload.Through(session.clientStream(), session.clientStream()));
    }

    @Test
    void killOfAnUnknownSessionShouldKillNobody() throws Exception {
        try (Bench bench = Bench.of(session -> session.clientStream().fill())) {
            Endpoint client = bench.client();
            Bench.until(() -> bench.service().sessions() == 1);
            for (String id :
                    List.of("", "web-out", "web-out:1", "web-out:00", "(other/web-out:0)")) {
                assertThat(bench.firewall().kill(id)).as(id).isFalse();
            }
            client.close();
            assertThat(bench.record()).contains("info=''");
        }
    }

    @Test
    void sessionThatIgnoresItsEndShouldBeAbandonedAndItsPlaceFree() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Proxy deaf =
                session -> {
                    begun.countDown();
                    while (!stop.get()) {
                        Thread.onSpinWait();
                        Thread.yield();
                    }
                };
        String service = Bench.DIRECT.replace("it,", "it, max-sessions: 1,");
        try (Bench bench =
                new Bench(
                        Map.of("it", with -> () -> deaf, "kid", with -> () -> deaf),
                        Bench.policy(service))) {
            bench.client();
            begun.await();
            bench.firewall().kill("web-out:0");
            assertThat(bench.record()).contains("killed by the operator");
            assertThat(bench.log.of("core.session-abandoned"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("session-edge-in", "KillTest"));
            stop.set(true);
            Endpoint next = bench.client();
            assertThat(Bench.everything(next)).isEmpty();
            bench.records(2);
        } finally {
            stop.set(true);
        }
    }
}
