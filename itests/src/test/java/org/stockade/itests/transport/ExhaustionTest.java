package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.log.EventLog;

/** Descriptors and ports come to an end, and come back. */
@Timeout(120)
class ExhaustionTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void exhaustedDescriptorsShouldPauseAcceptingWithOneWordAndItShouldGoOnLater(Moving moving)
            throws Exception {
        Path out = directory.resolve("out");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -n 100; exec \"$0\" -XX:-MaxFDLimit"
                                        + " --enable-native-access=ALL-UNNAMED"
                                        + " --add-opens java.base/java.lang=ALL-UNNAMED"
                                        + " -cp \"$1\" \"$2\" \"$3\"",
                                java,
                                System.getProperty("java.class.path"),
                                Exhausted.class.getName(),
                                moving.name())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out))
                .contains(".accept-paused")
                .containsPattern("Too many open files|no descriptor left")
                .endsWith("served again\n");
        // Each loop says it for itself.
        assertThat(Files.readString(out).split("accept-paused", -1))
                .hasSizeLessThanOrEqualTo(moving == Moving.LOOPS ? 3 : 2);
    }

    @ParameterizedTest
    @EnumSource
    void exhaustedPortsShouldBeSaidAndHurtNobodyElse(Moving moving) throws Exception {
        try (Transport on = moving.open();
                Listening echo = Moving.serve(on, Moving::echo);
                Endpoint first = Moving.connect(on, echo.local())) {
            // The only port it may use towards this server is in use.
            SockAddr taken = first.local();

            assertThatThrownBy(() -> on.connect(Optional.of(taken), echo.local(), Moving.LONG))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining(echo.local().toString());
            Moving.ping(first);
            try (Endpoint other = Moving.connect(on, echo.local())) {
                Moving.ping(other);
            }
        }
    }

    /** Runs in a process of its own, with few descriptors. */
    static final class Exhausted {
        public static void main(String[] args) throws Exception {
            // The platform's logger opens files for its first line; a firewall's comes at its
            // start.
            EventLog.of("core").info("ready", null, "ready");
            Transport transport = Moving.valueOf(args[0]).open();
            Listening listening = Moving.serve(transport, Moving::echo);
            ping(transport, listening.local());

            List<SocketChannel> all = new ArrayList<>();
            DatagramChannel spare = DatagramChannel.open();
            try {
                while (true) {
                    all.add(SocketChannel.open(listening.local().toSocket()));
                }
            } catch (IOException noDescriptorLeft) {
                pause();
            }
            // One descriptor, and the client's end takes it: the one that accepts finds none.
            spare.close();
            all.add(SocketChannel.open(listening.local().toSocket()));
            pause();
            for (SocketChannel one : all) {
                one.close();
            }
            ping(transport, listening.local());
            try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                out.write("served again\n".getBytes(StandardCharsets.US_ASCII));
            }
            transport.close();
        }

        private static void pause() {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }

        private static void ping(Transport transport, SockAddr to) throws IOException {
            try (Endpoint client = Moving.connect(transport, to)) {
                Moving.ping(client);
            }
        }
    }
}
