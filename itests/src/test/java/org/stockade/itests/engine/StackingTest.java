package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.AbstractSession.Key;
import org.stockade.session.Child;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/** A child is a call: its verdict comes back, its failure is a refusal, its session is its own. */
class StackingTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Key<String> COLOUR = new Key<>("test.colour", String.class);

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private static Payload through(StackedSession session) {
        return new Payload.Through(session.clientStream(), session.clientStream());
    }

    private Bench bench(Proxy kid) throws IOException {
        return Bench.stacking(
                "none", (session, child) -> seen.add(session.stack(child, through(session))), kid);
    }

    private Object next() throws InterruptedException {
        return java.util.Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS), "nothing came");
    }

    @Test
    void verdictOfTheChildShouldComeBackAsItIs() throws Exception {
        for (Verdict given :
                List.of(
                        new Verdict.Accept(),
                        new Verdict.Reject("550 no"),
                        new Verdict.Drop("noise"),
                        new Verdict.Abort("attack"))) {
            try (Bench bench =
                    bench(
                            session -> {
                                session.verdict(given);
                                session.verdict(new Verdict.Drop("the first one stands"));
                            })) {
                bench.client();
                assertThat(next()).isEqualTo(given);
                assertThat(bench.record()).contains("verdict='ACCEPTED'");
            }
        }
    }

    @Test
    void childWithoutAnAnswerShouldAccept() throws Exception {
        try (Bench bench = bench(session -> {})) {
            bench.client();
            assertThat(next()).isEqualTo(new Verdict.Accept());
        }
    }

    @Test
    void childThatThrowsShouldHaveFailedEvenIfItHadAccepted() throws Exception {
        List<Proxy> broken =
                List.of(
                        session -> {
                            throw new IllegalStateException("broken");
                        },
                        session -> {
                            session.verdict(new Verdict.Accept());
                            throw new IOException("broken");
                        },
                        session -> {
                            session.verdict(new Verdict.Accept());
                            throw new StackOverflowError("broken");
                        });
        for (Proxy kid : broken) {
            try (Bench bench = bench(kid)) {
                bench.client();
                assertThat(next())
                        .isInstanceOfSatisfying(
                                Verdict.Failed.class,
                                failed -> assertThat(failed.why()).contains("kid", "broken"));
                assertThat(bench.record()).contains("verdict='ACCEPTED'");
                assertThat(bench.log.of("core.child-failed")).hasSize(1);
            }
        }
    }

    @Test
    void refusalShouldStandAlsoIfItsChildEndsWithAnException() throws Exception {
        try (Bench bench =
                bench(
                        session -> {
                            session.verdict(new Verdict.Reject("550 no"));
                            throw new IOException("and gone");
                        })) {
            bench.client();
            assertThat(next()).isEqualTo(new Verdict.Reject("550 no"));
        }
    }

    @Test
    void missingChildShouldHaveFailed() throws Exception {
        try (Bench bench = bench(session -> {})) {
            bench.exchange(Map.of("it", parent()));
            bench.client();
            assertThat(next())
                    .isInstanceOfSatisfying(
                            Verdict.Failed.class,
                            failed -> assertThat(failed.why()).contains("\"kid\" is not there"));
            assertThat(bench.record()).contains("verdict='ACCEPTED'");
        }
    }

    private ProxyFactory parent() {
        return with -> {
            Child child = with.child("child").orElseThrow();
            return () -> session -> seen.add(session.stack(child, through(session)));
        };
    }

    @Test
    void seventeenthChildShouldBeRefused() throws Exception {
        AtomicInteger deep = new AtomicInteger();
        Child[] kid = new Child[1];
        try (Bench bench =
                Bench.stacking(
                        "none",
                        (session, child) -> {
                            kid[0] = child;
                            seen.add(session.stack(child, through(session)));
                        },
                        session -> {
                            deep.incrementAndGet();
                            session.verdict(session.stack(kid[0], through(session)));
                        })) {
            bench.client();
            assertThat(next())
                    .isInstanceOfSatisfying(
                            Verdict.Failed.class,
                            failed -> assertThat(failed.why()).contains("more than 16 deep"));
            assertThat(deep).hasValue(16);
            bench.record();
        }
    }

    @Test
    void childShouldSeeItsParentsAttributesAndChangeOnlyItsOwn() throws Exception {
        try (Bench bench =
                Bench.stacking(
                        "none",
                        (session, child) -> {
                            session.publish(COLOUR, "red");
                            session.stack(child, through(session));
                            seen.add(session.attribute(COLOUR).orElseThrow());
                        },
                        session -> {
                            seen.add(session.attribute(COLOUR).orElseThrow());
                            session.publish(COLOUR, "blue");
                            seen.add(session.attribute(COLOUR).orElseThrow());
                            seen.add(session.clientAddress().orElseThrow().ip());
                        })) {
            bench.client();
            assertThat(List.of(next(), next(), next(), next()))
                    .isEqualTo(List.of("red", "blue", "192.0.2.99", "red"));
        }
    }

    @Test
    void connectServerOfAChildShouldGiveTheGivenStreamOnceAndDialNobody() throws Exception {
        try (Bench bench =
                bench(
                        session -> {
                            Endpoint given = session.connectServer();
                            seen.add(given == session.serverStream().orElseThrow());
                            try {
                                session.connectServer("198.51.100.7", 80);
                            } catch (ConnectFailedException taken) {
                                seen.add(taken.getMessage());
                            }
                        })) {
            bench.client();
            assertThat(next()).isEqualTo(true);
            assertThat(next()).asString().contains("taken already");
            assertThat(next()).isEqualTo(new Verdict.Accept());
            assertThat(bench.arrivals).isEmpty();
        }
    }

    @Test
    void chainedChildShouldGetItsServerFromTheChainer() throws Exception {
        try (Bench bench =
                Bench.stacking(
                        "none",
                        (session, child) ->
                                session.stack(
                                        child,
                                        new Payload.Chained(
                                                session.clientStream(),
                                                session.chainer().orElseThrow())),
                        session -> {
                            Endpoint server = session.connectServer();
                            server.writeLine("hello");
                            server.endOutput();
                        })) {
            bench.client();
            assertThat(Bench.everything(bench.server())).isEqualTo("hello\r\n");
            assertThat(bench.record()).contains("verdict='ACCEPTED'", "servers='1'");
        }
    }

    @Test
    void forkThatAChildLeavesBehindShouldEndWithIt() throws Exception {
        try (Bench bench =
                bench(
                        session -> {
                            BlockingQueue<String> begun = new LinkedBlockingQueue<>();
                            session.fork(
                                    "left",
                                    () -> {
                                        begun.add("it has");
                                        session.take(new LinkedBlockingQueue<>(), HOUR);
                                        return seen.add("woken");
                                    });
                            session.take(begun, HOUR);
                        })) {
            long start = System.nanoTime();
            bench.client();
            assertThat(next()).isEqualTo("woken");
            assertThat(next()).isEqualTo(new Verdict.Accept());
            assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        }
    }
}
