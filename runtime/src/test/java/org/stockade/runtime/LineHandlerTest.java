package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineHandlerTest {
    private static LogRecord info(String text) {
        LogRecord record = new LogRecord(Level.INFO, text);
        record.setInstant(Instant.parse("2026-01-02T03:04:05.006789Z"));
        return record;
    }

    private static List<String> lines(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void recordShouldBeOneLineWithTimeInUtc() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LineHandler handler = LineHandler.start(out)) {
            handler.publish(info("core.accepted (edge/web-out:1): a client; zone='office'"));
        }
        assertThat(lines(out))
                .containsExactly(
                        "2026-01-02T03:04:05.006Z INFO core.accepted (edge/web-out:1): a client;"
                                + " zone='office'");
    }

    @Test
    void lineEndsAndEscapesInATextShouldNotReachTheTerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LineHandler handler = LineHandler.start(out)) {
            handler.publish(info("a\nb\u001b[2J\r"));
        }
        assertThat(lines(out)).containsExactly("2026-01-02T03:04:05.006Z INFO a | b\\x1b[2J\\x0d");
    }

    @Test
    void stackOfAFailureShouldBeCutAndStayInTheLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogRecord record = info("core.oops nosession: it broke");
        Exception failure = new IOException("peer\nlied", new IllegalStateException("why"));
        failure.setStackTrace(
                IntStream.range(0, 20)
                        .mapToObj(i -> new StackTraceElement("a.B", "m" + i, "B.java", i))
                        .toArray(StackTraceElement[]::new));
        record.setThrown(failure);
        try (LineHandler handler = LineHandler.start(out)) {
            handler.publish(record);
        }
        assertThat(lines(out)).hasSize(1);
        assertThat(lines(out).getFirst())
                .contains("it broke | java.io.IOException: peer | lied | at a.B.m0(B.java:0) | at")
                .contains(" | at a.B.m7(B.java:7) | and 12 more | caused by")
                .doesNotContain("m8");
    }

    @Test
    void linesShouldKeepTheirOrderAndAllBeWrittenAtTheEnd() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LineHandler handler = LineHandler.start(out)) {
            IntStream.range(0, 20_000).forEach(i -> handler.publish(info("line " + i)));
        }
        assertThat(lines(out)).hasSize(20_000);
        assertThat(lines(out).get(19_999)).endsWith("line 19999");
    }

    @Test
    void callerShouldWaitWhileTheQueueIsFullAndNothingBeLost() throws InterruptedException {
        CountDownLatch reads = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineHandler handler = LineHandler.start(new BlockedOutput(out, reads));
        AtomicInteger published = new AtomicInteger();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < 20_000; i++) {
                                        handler.publish(info("line " + i));
                                        published.incrementAndGet();
                                    }
                                });
        await().until(() -> caller.getState() == Thread.State.WAITING);
        assertThat(published.get()).isBetween(8192, 19_999);
        reads.countDown();
        caller.join();
        handler.close();
        assertThat(lines(out)).hasSize(20_000);
    }

    @Test
    void recordAfterTheEndShouldBeWrittenAllTheSame() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineHandler handler = LineHandler.start(out);
        handler.close();
        handler.publish(info("late"));
        assertThat(lines(out)).hasSize(1);
    }

    /** Standard error that nobody reads for a while. */
    private static final class BlockedOutput extends OutputStream {
        private final OutputStream out;
        private final CountDownLatch reads;

        BlockedOutput(OutputStream out, CountDownLatch reads) {
            this.out = out;
            this.reads = reads;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet});
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            try {
                reads.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            out.write(bytes);
        }
    }
}
