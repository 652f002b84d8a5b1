package org.stockade.engine.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.log.EventLog;

class SocketListeningTest {
    @TempDir Path directory;

    @Test
    @Timeout(120)
    @EnabledOnOs(OS.LINUX)
    void exhaustedDescriptorsShouldPauseAcceptingWithOneWordAndItShouldGoOnLater()
            throws Exception {
        Path out = directory.resolve("out");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -n 100; exec \"$0\" -XX:-MaxFDLimit -cp \"$1\" \"$2\"",
                                java,
                                System.getProperty("java.class.path"),
                                Exhausted.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out))
                .containsOnlyOnce("core.accept-paused")
                .contains("Too many open files")
                .endsWith("served again\n");
    }

    /** Runs in a process of its own, with few descriptors. */
    static final class Exhausted {
        public static void main(String[] args) throws Exception {
            // The platform's logger opens files for its first line; a firewall's comes at its
            // start.
            EventLog.of("core").info("ready", null, "ready");
            PortableTransport transport = new PortableTransport();
            Listening listening =
                    transport.listen(
                            SockAddr.of("127.0.0.1", 0),
                            peer -> transport.start(Optional.of(peer), "echo", () -> echo(peer)));
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

        private static void echo(Endpoint peer) {
            try (peer) {
                peer.transferTo(peer, Long.MAX_VALUE);
            } catch (IOException gone) {
                peer.abort();
            }
        }

        private static void ping(PortableTransport transport, SockAddr to) throws IOException {
            try (Endpoint client =
                    transport.connect(Optional.empty(), to, Duration.ofSeconds(60))) {
                client.write(ByteBuffer.wrap("hi\r\n".getBytes(StandardCharsets.US_ASCII)));
                if (!"hi".equals(client.readLine(10))) {
                    throw new IllegalStateException("no echo");
                }
            }
        }
    }
}
