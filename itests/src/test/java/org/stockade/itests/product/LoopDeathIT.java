package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Stockade;

/** One event loop of the product dies: strace lets its wait for events, epoll_wait(2), fail. */
@Timeout(180)
class LoopDeathIT {
    private static final int CLIENTS = 8;

    @TempDir Path folder;

    @Test
    void deadLoopShouldEndTheProcessWithOneAndEveryConnectionWithIt() throws Exception {
        assumeTrue(Places.has("strace"), "strace is missing: the death of a loop is not tried");
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
                Stockade stockade = Stockade.run(folder, policy(server.getLocalPort()))) {
            assumeTrue(stockade.log().contains("name='loops'"), "the loops do not run here");
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), stockade.port("in"));
                client.setSoTimeout(60_000);
                clients.add(client);
                clients.add(server.accept());
            }

            Process strace = failWaitsOf(threadNamed("stockade-loop-0", stockade.process()));
            try {
                assertThat(stockade.process().waitFor(60, TimeUnit.SECONDS))
                        .as("ended within 60 s: %s", stockade.log())
                        .isTrue();
            } finally {
                strace.destroyForcibly().waitFor();
            }

            assertThat(stockade.process().exitValue()).isEqualTo(1);
            assertThat(stockade.log("loops.died"))
                    .singleElement()
                    .asString()
                    .contains("the firewall ends", "loop='0'", "epoll_wait failed");
            assertThat(stockade.log("core.summary")).hasSize(CLIENTS);
            assertThat(stockade.log()).doesNotContain("\tat ");
            for (Socket client : clients) {
                assertEnded(client);
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static String policy(int server) {
        return """
               stockade: 1
               listeners:
                 in: { bind: ["127.0.0.1:0"] }
               services:
                 relay: { proxy: plain, router: { direct: ["127.0.0.1:%d"] } }
               rules:
                 - { listener: in, service: relay }
               """
                .formatted(server);
    }

    /** A thread's number, by the name that the system shows (proc(5), comm). */
    private static String threadNamed(String name, Process process) throws IOException {
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        try (var all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    return thread.getFileName().toString();
                }
            }
        }
        throw new IOException("no thread " + name + " in " + threads);
    }

    /** For that thread alone; the others of the process are left in peace. */
    private Process failWaitsOf(String thread) throws IOException {
        Path said = folder.resolve("strace");
        Process strace =
                new ProcessBuilder(
                                "strace",
                                "-p",
                                thread,
                                "-o",
                                folder.resolve("trace").toString(),
                                "-e",
                                "inject=?epoll_wait,?epoll_pwait:error=EBADF")
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !strace.isAlive() || Files.readString(said).contains("attached"));
        assumeTrue(
                Files.readString(said).contains("attached"),
                "strace may not trace here: the death of a loop is not tried");
        return strace;
    }

    private static void assertEnded(Socket peer) throws IOException {
        int read;
        try {
            read = peer.getInputStream().read();
        } catch (SocketException reset) {
            read = -1;
        }
        assertThat(read).isEqualTo(-1);
    }
}
