package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.framework.ProbeBundle;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** A third party's bad bundle in the product, as an operator meets it. */
class QuarantineControlIT {
    @TempDir Path folder;

    private static String ask(Stockade stockade, String listener) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), stockade.port(listener))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET 3\n".getBytes(StandardCharsets.US_ASCII));
            return Integer.toString(socket.getInputStream().readNBytes(3).length);
        } catch (SocketException reset) {
            return "<RESET>";
        }
    }

    @Test
    void operatorShouldSeeTheQuarantineAndEndIt() throws Exception {
        Path jar =
                Files.write(
                        folder.resolve("bad.jar"),
                        ProbeBundle.version(1).component("probe.BadFactory", "bad").jar());
        try (PatternServer server = new PatternServer();
                Stockade stockade =
                        Stockade.run(
                                folder,
                                """
                                stockade: 1
                                name: edge
                                budgets: { bad: { sessions: 10, errors-per-minute: 3 } }
                                listeners:
                                  bad: { bind: ["127.0.0.1:0"] }
                                  relay: { bind: ["127.0.0.1:0"] }
                                services:
                                  bad: { proxy: bad }
                                  relay: { proxy: plain, router: { direct: ["127.0.0.1:%d"] } }
                                rules:
                                  - { listener: bad, service: bad }
                                  - { listener: relay, service: relay }
                                """
                                        .formatted(server.port()))) {
            Run installed = stockade.ctl("--json", "install", jar.toString());
            String id = installed.out().replaceAll("(?s).*\"id\":(\\d+).*", "$1");
            assertThat(stockade.ctl("start", id).exit()).isZero();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stockade.ctl("proxy", "bad").out().contains(": active"));

            for (int i = 0; i < 3; i++) {
                assertThat(ask(stockade, "bad")).isEqualTo("<RESET>");
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !stockade.log("core.quarantined").isEmpty());
            assertThat(stockade.ctl("proxies").out())
                    .containsPattern(
                            "bad +test\\.probe 1\\.0\\.1 .*quarantined since 20.*bad r001");
            assertThat(stockade.ctl("proxy", "bad").out())
                    .contains("quarantined since ", "3 errors within a minute")
                    .containsPattern("sessions +0 +10\n")
                    .containsPattern("errors-per-minute +3 +3\n");
            assertThat(stockade.ctl("--json", "proxy", "bad").out())
                    .contains(
                            "{\"budget\":\"sessions\",\"used\":0,\"limit\":10}",
                            "\"why\":\"3 errors");
            assertThat(stockade.ctl("services").out()).contains("ctl proxy bad resume");
            assertThat(stockade.ctl("explain", "bad", "127.0.0.1").out())
                    .contains("refused: proxy \"bad\" is quarantined");
            Run health = stockade.ctl("health");
            assertThat(health.exit()).isEqualTo(1);
            assertThat(health.out()).contains("proxy bad is quarantined");
            assertThat(ask(stockade, "bad")).isNotEqualTo("3");
            await().atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    stockade.log("core.summary")
                                            .getLast()
                                            .contains("is quarantined since "));
            assertThat(stockade.log("core.summary").getLast())
                    .contains("proxy \"bad\" is quarantined", "verdict='DENIED_BY_UNKNOWN_FAIL'");
            assertThat(ask(stockade, "relay")).isEqualTo("3");

            assertThat(stockade.ctl("stockade:proxy", "bad", "resume").out())
                    .isEqualTo("proxy bad gets new sessions\n");
            assertThat(stockade.ctl("proxy", "bad", "resume").exit()).isEqualTo(1);
            assertThat(stockade.ctl("proxy", "bad").out()).contains(": active");
            assertThat(stockade.ctl("audit", "show", "5").out())
                    .containsPattern("proxy-resume +bad +ok");
            assertThat(ask(stockade, "bad")).isEqualTo("<RESET>");
            assertThat(stockade.ctl("proxy", "bad").out())
                    .containsPattern("errors-per-minute +1 +3");
        }
    }
}
