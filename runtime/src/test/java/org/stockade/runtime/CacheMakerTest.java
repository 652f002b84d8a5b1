package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With commands of the shell in the place of the script. */
class CacheMakerTest {
    private static final Logger LOG = Logger.getLogger("org.stockade.runtime");

    @TempDir private Path folder;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(@Nullable LogRecord record) {
                    if (record != null) {
                        messages.add(record.getMessage());
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        LOG.setLevel(Level.ALL);
        LOG.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
        LOG.setLevel(null);
    }

    private CacheMaker maker(Duration delay, String command) {
        return CacheMaker.start(List.of("sh", "-c", command), delay);
    }

    private @Nullable String message() throws InterruptedException {
        return messages.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void whatTheCommandSaysShouldBeLogged() throws Exception {
        try (CacheMaker maker = maker(Duration.ZERO, "echo start-up cache /c/1.aot")) {
            assertThat(message())
                    .startsWith("runtime.cache-made ")
                    .endsWith("said='start-up cache /c/1.aot'");
        }
    }

    @Test
    void failureShouldBeOneLine() throws Exception {
        try (CacheMaker maker = maker(Duration.ZERO, "echo no room; echo at all >&2; exit 1")) {
            assertThat(message())
                    .startsWith("runtime.cache-failed ")
                    .endsWith("why='no room; at all'");
        }
    }

    @Test
    void commandThatDoesNotExistShouldBeAFailureToo() throws Exception {
        List<String> command = List.of(folder.resolve("none").toString());
        try (CacheMaker maker = CacheMaker.start(command, Duration.ZERO)) {
            assertThat(message()).startsWith("runtime.cache-failed ").contains("none");
        }
    }

    @Test
    void closeBeforeTheDelayShouldRunNothing() throws Exception {
        Path trace = folder.resolve("trace");
        CacheMaker maker = maker(Duration.ofMinutes(5), "touch '" + trace + "'");
        maker.close();

        assertThat(maker.ended(Duration.ofSeconds(10))).isTrue();
        assertThat(trace).doesNotExist();
    }

    @Test
    void closeShouldEndACommandThatRuns() throws Exception {
        Path fifo = folder.resolve("pid");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        CacheMaker maker = maker(Duration.ZERO, "echo $$ > '" + fifo + "'; exec sleep 60");
        ProcessHandle command = process(fifo);

        maker.close();

        assertThat(command.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    /** The reader waits until the command has written. */
    private static ProcessHandle process(Path fifo) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(fifo).strip())).orElseThrow();
    }
}
