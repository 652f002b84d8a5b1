package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.proxy.Proxy;
import org.stockade.session.Payload;
import org.stockade.session.Payload.Hold;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/** What a child writes is held by the engine until the child has given its verdict. */
class HoldTest {
    private static final int BLOCK = 16 * 1024;

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final Sink sink = new Sink();

    /** The parent's encoder: what it has got is what would have gone to the server. */
    private static final class Sink implements ByteSink {
        private final StringBuffer got = new StringBuffer();
        private volatile boolean ended;
        private volatile int failsAfter = Integer.MAX_VALUE;

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (got.length() + bytes.remaining() > failsAfter) {
                throw new IOException("the server is full");
            }
            got.append(StandardCharsets.ISO_8859_1.decode(bytes));
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    private Bench bench(Hold hold, Proxy kid) throws IOException {
        return bench(hold, into -> -1, kid);
    }

    private Bench bench(Hold hold, ByteSource source, Proxy kid) throws IOException {
        return Bench.stacking(
                "none",
                (session, child) -> {
                    try {
                        seen.add(
                                session.stack(
                                        child,
                                        new Payload.OneWay(
                                                session.endpoint(source, new Sink()),
                                                session.endpoint(into -> -1, sink),
                                                true,
                                                "text/plain",
                                                -1,
                                                hold)));
                    } catch (IOException failed) {
                        seen.add(String.valueOf(failed.getMessage()));
                    }
                },
                kid);
    }

    private Object result(Bench bench) throws Exception {
        bench.client();
        Object result = seen.poll(20, TimeUnit.SECONDS);
        assertThat(bench.record()).contains("verdict='ACCEPTED'");
        return result;
    }

    private static void write(StackedSession session, int count) throws IOException {
        session.serverStream().orElseThrow().write(ByteBuffer.wrap(new byte[count]));
        session.serverStream().orElseThrow().flush();
    }

    // 200,000 octets do not fit the memory of a spool.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 200_000})
    void heldOutputShouldArriveWholeWithTheVerdictAndNotBefore(int size) throws Exception {
        for (Hold hold : Hold.values()) {
            sink.got.setLength(0);
            int[] before = new int[1];
            try (Bench bench =
                    bench(
                            hold,
                            session -> {
                                write(session, size);
                                before[0] = sink.got.length();
                            })) {
                assertThat(result(bench)).isEqualTo(new Verdict.Accept());
                assertThat(sink.got).hasSize(size);
                assertThat(sink.ended).isTrue();
                assertThat(before[0])
                        .isEqualTo(
                                switch (hold) {
                                    case UNTIL_VERDICT -> 0;
                                    case LAST_BLOCK -> Math.max(0, size - BLOCK);
                                    case NOTHING -> size;
                                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"UNTIL_VERDICT, 0", "LAST_BLOCK, 3616", "NOTHING, 20000"})
    void refusedOutputShouldNotGoOn(Hold hold, int gone) throws Exception {
        List<Proxy> refusing =
                List.of(
                        session -> {
                            write(session, 20_000);
                            session.verdict(new Verdict.Reject("550 no"));
                        },
                        session -> {
                            write(session, 20_000);
                            session.verdict(new Verdict.Abort("attack"));
                            session.serverStream().orElseThrow().writeLine("late");
                        },
                        session -> {
                            write(session, 20_000);
                            throw new IllegalStateException("broken");
                        });
        for (Proxy kid : refusing) {
            sink.got.setLength(0);
            try (Bench bench = bench(hold, kid)) {
                assertThat(result(bench)).isNotInstanceOf(Verdict.Accept.class);
                assertThat(sink.got.length())
                        .isBetween(gone, gone + (hold == Hold.NOTHING ? 6 : 0));
                assertThat(sink.ended).isFalse();
            }
        }
    }

    // What it writes on would push the kept octets out, block by block.
    @ParameterizedTest
    @CsvSource({"UNTIL_VERDICT, 0", "LAST_BLOCK, 3616"})
    void nothingShouldGoOnAfterARefusalHoweverMuchIsStillWritten(Hold hold, int gone)
            throws Exception {
        try (Bench bench =
                bench(
                        hold,
                        session -> {
                            write(session, 20_000);
                            session.verdict(new Verdict.Reject("550 no"));
                            write(session, 100_000);
                        })) {
            assertThat(result(bench)).isEqualTo(new Verdict.Reject("550 no"));
            assertThat(sink.got).hasSize(gone);
        }
    }

    @ParameterizedTest
    @CsvSource({"UNTIL_VERDICT", "LAST_BLOCK"})
    void earlyAcceptShouldLetWhatWasKeptAndWhatComesLaterThrough(Hold hold) throws Exception {
        try (Bench bench =
                bench(
                        hold,
                        session -> {
                            var out = session.serverStream().orElseThrow();
                            out.writeLine("one");
                            out.flush();
                            seen.add(sink.got.toString());
                            session.verdict(new Verdict.Accept());
                            out.writeLine("two");
                            out.flush();
                            seen.add(sink.got.toString());
                            out.writeLine("three");
                        })) {
            bench.client();
            assertThat(List.of(seen.take(), seen.take(), seen.take()))
                    .isEqualTo(List.of("", "one\r\ntwo\r\n", new Verdict.Accept()));
            assertThat(sink.got).hasToString("one\r\ntwo\r\nthree\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"UNTIL_VERDICT", "LAST_BLOCK", "NOTHING"})
    void failureOfTheSourceShouldBeThrownAlsoIfTheChildSwallowedIt(Hold hold) throws Exception {
        try (Bench bench =
                bench(
                        hold,
                        into -> {
                            throw new IOException("chunk of 7 is cut short");
                        },
                        session -> {
                            write(session, 3);
                            swallow(() -> session.clientStream().fill());
                        })) {
            assertThat(result(bench)).isEqualTo("chunk of 7 is cut short");
            assertThat(sink.ended).isFalse();
        }
    }

    @Test
    void failureOfTheSinkShouldBeThrownAlsoIfTheChildSwallowedIt() throws Exception {
        sink.failsAfter = 1000;
        for (Hold hold : Hold.values()) {
            try (Bench bench = bench(hold, session -> swallow(() -> write(session, 100_000)))) {
                assertThat(result(bench)).isEqualTo("the server is full");
                assertThat(sink.ended).isFalse();
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void swallow(Step step) {
        try {
            step.run();
        } catch (IOException swallowed) {
            return;
        }
    }
}
