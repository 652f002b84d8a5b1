package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Transport;
import org.stockade.itests.peers.Places;

/** Signals come in between system calls, again and again: EINTR (signal(7)), put in by strace. */
@Timeout(180)
class InterruptionTest {
    private static final int MUCH = 4 * 1024 * 1024;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void interruptedCallsShouldBeMadeAgainAndLoseNothing(Moving moving) throws Exception {
        assumeTrue(Places.has("strace"), "strace is missing: EINTR is not tried");
        Path out = directory.resolve("out");
        String storm = "recvfrom,sendto,sendmsg,read,write,splice,epoll_wait";
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                "strace",
                                "-f",
                                "-qq",
                                "--seccomp-bpf",
                                "-o",
                                directory.resolve("trace").toString(),
                                "-e",
                                "trace=" + storm,
                                "-e",
                                "inject=recvfrom,sendto,sendmsg,splice,epoll_wait"
                                        + ":error=EINTR:when=2+3",
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Peers.class.getName(),
                                moving.name())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        assumeTrue(!said.contains("ptrace"), "strace may not trace here: EINTR is not tried");
        assertThat(said).endsWith("all came\n");
        if (moving == Moving.LOOPS) {
            assertThat(Files.readString(directory.resolve("trace"))).contains("(INJECTED)");
        }
    }

    /** Runs in a process of its own, under strace. */
    static final class Peers {
        public static void main(String[] args) throws Exception {
            try (Transport on = Moving.valueOf(args[0]).open();
                    Transport.Listening echo = Moving.serve(on, Moving::echo)) {
                Endpoint client = Moving.connect(on, echo.local());
                for (int i = 0; i < 100; i++) {
                    Moving.ping(client);
                }
                on.start(Optional.of(client), "send", () -> send(client));
                long came = 0;
                ByteBuffer into = ByteBuffer.allocateDirect(100_000);
                for (int n = client.read(into); n >= 0; n = client.read(into.clear())) {
                    came += n;
                }
                System.out.println(came == MUCH ? "all came" : came + " bytes came");
            }
        }

        private static void send(Endpoint client) {
            try {
                client.write(ByteBuffer.allocateDirect(MUCH));
                client.endOutput();
            } catch (java.io.IOException broken) {
                client.abort();
            }
        }
    }
}
