package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.itests.peers.Nginx;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** curl through the started product to a real nginx. */
@ParameterizedClass
@ValueSource(strings = {"auto", "portable"})
class ForwardProxyIT {
    @Parameter String transport;

    @TempDir static Path folder;

    private static Nginx nginx;
    private static Stockade stockade;

    @BeforeParameterizedClassInvocation
    static void start(String transport) throws IOException, InterruptedException {
        assumeTrue(Places.has("nginx") && Places.has("curl"));
        nginx = Nginx.start(Files.createDirectories(folder.resolve("nginx")));
        stockade =
                Stockade.run(
                        folder,
                        """
                        stockade: 1
                        name: edge
                        transport: %s
                        zones:
                          this-machine: { subnets: [127.0.0.0/8] }
                          world: { subnets: ["0.0.0.0/0"] }
                        listeners:
                          surf: { bind: ["127.0.0.1:0"] }
                          web: { bind: ["127.0.0.1:0"] }
                        services:
                          web-out:
                            proxy: http
                            router: inband
                            with:
                              requests: { GET: accept, HEAD: accept, POST: accept, CONNECT: accept }
                              ports: any
                              connect-ports: any
                          web-in:
                            proxy: http
                            router: { direct: ["127.0.0.1:%d"] }
                            with: { requests: { GET: accept, HEAD: accept } }
                        rules:
                          - { listener: surf, from-zone: this-machine, service: web-out }
                          - { listener: web, service: web-in }
                        """
                                .formatted(transport, nginx.port()));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    private static Run curl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
        command.addAll(List.of(arguments));
        return Run.of(command.toArray(String[]::new));
    }

    private static String proxy() {
        return "http://" + stockade.address("surf");
    }

    private static String page(String path) {
        return "http://127.0.0.1:" + nginx.port() + path;
    }

    @Test
    void pageShouldComeThroughTheForwardProxy() throws Exception {
        Run run = curl("-x", proxy(), "-i", page("/"));

        assertThat(run.out())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Via: 1.1 ")
                .endsWith("<title>hello</title>\n");
    }

    @Test
    void pageShouldComeThroughATunnelOfConnect() throws Exception {
        Run run = curl("-p", "-x", proxy(), page("/"));

        assertThat(run.out()).isEqualTo("<title>hello</title>\n");
    }

    @Test
    void pageShouldComeThroughTheReverseProxy() throws Exception {
        Run run = curl("http://" + stockade.address("web") + "/echo?a=b");

        assertThat(run.out()).startsWith("GET /echo?a=b ");
    }

    @Test
    void manyPagesShouldComeOverOneConnection() throws Exception {
        List<String> command = new ArrayList<>(List.of("-x", proxy(), "-w", "%{num_connects}\n"));
        for (int i = 0; i < 20; i++) {
            command.add(page("/echo" + i));
        }

        Run run = curl(command.toArray(String[]::new));

        assertThat(run.out().lines().filter("0"::equals)).hasSize(19);
        assertThat(run.out()).contains("GET /echo19 ");
    }

    @Test
    void methodThatThePolicyDoesNotNameShouldBeRefused() throws Exception {
        Run run =
                curl(
                        "-x",
                        proxy(),
                        "-X",
                        "DELETE",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        page("/"));

        assertThat(run.out()).isEqualTo("403");
    }

    @Test
    void emptyAndHeadAnswersShouldHaveNoBody() throws Exception {
        Run head = curl("-x", proxy(), "-I", page("/"));
        Run nothing = curl("-x", proxy(), "-i", page("/nothing"));

        assertThat(head.out())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Length: 21")
                .endsWith("\r\n\r\n");
        assertThat(nothing.out()).startsWith("HTTP/1.1 204 No Content\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void everyConnectionShouldLeaveOneRecordAndNoSession() throws Exception {
        int before = stockade.log("core.summary").size();

        curl("-x", proxy(), page("/"));

        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(stockade.log("core.summary").size())
                                        .isGreaterThan(before));
        assertThat(stockade.ctl("sessions").out()).contains("no live sessions");
    }

    @Test
    void pagesShouldStopAndTheRecordSayWhyWhenTheServerIsDown() throws Exception {
        int nobody = Places.freePort();

        Run run =
                curl(
                        "-x",
                        proxy(),
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "http://127.0.0.1:" + nobody + "/");

        assertThat(run.out()).isEqualTo("502");
        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(stockade.log("core.summary"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                        "server_port='"
                                                                                + nobody
                                                                                + "'")
                                                                && line.contains(
                                                                        "verdict='DENIED_BY_CONNECTION_FAIL'")));
    }
}
