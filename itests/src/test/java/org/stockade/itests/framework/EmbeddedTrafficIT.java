package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.stockade.itests.peers.Pattern;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;

/** Real traffic through the firewall in a bare framework, while its bundles are acted upon. */
class EmbeddedTrafficIT {
    private static final int UPDATES = 20;

    /** Two hundred requests a second. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    @TempDir Path storage;

    private PatternServer server;
    private int plainPort;
    private int httpPort;

    @BeforeEach
    void startServer() throws IOException {
        server = new PatternServer();
        plainPort = Places.freePort();
        httpPort = Places.freePort();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    private EmbeddedFirewall start(FrameworkProduct product) throws Exception {
        return EmbeddedFirewall.start(
                product,
                storage,
                """
                stockade: 1
                listeners:
                  plain: { bind: ["127.0.0.1:%1$d"] }
                  http: { bind: ["127.0.0.1:%2$d"] }
                services:
                  relay: { proxy: plain, router: { direct: ["127.0.0.1:%3$d"] } }
                  web-in: { proxy: http, router: { direct: ["127.0.0.1:%3$d"] }, with: { requests: { GET: accept } } }
                rules:
                  - { listener: plain, service: relay }
                  - { listener: http, service: web-in }
                """
                        .formatted(plainPort, httpPort, server.port()));
    }

    @ParameterizedTest
    @EnumSource
    void configurationAloneShouldStartTheFirewallInABareFramework(FrameworkProduct product)
            throws Exception {
        try (EmbeddedFirewall firewall = start(product)) {
            assertThat(firewall.ask("name")).isEqualTo("edge");
            plainRequest();
            httpRequest();
            Awaitility.await()
                    .untilAsserted(() -> assertThat((List<?>) firewall.ask("sessions")).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void plainRequestsShouldNotNoticeThatHttpIsStoppedUpdatedAndStarted(FrameworkProduct product)
            throws Exception {
        byte[] jar = Files.readAllBytes(Places.bundle("proxy-http"));
        try (EmbeddedFirewall firewall = start(product)) {
            Bundle http = firewall.bundle("org.stockade.proxy-http");
            AtomicBoolean over = new AtomicBoolean();
            long begun = System.nanoTime();
            AtomicInteger served = new AtomicInteger();
            List<String> failures = new CopyOnWriteArrayList<>();
            Thread load = Thread.ofVirtual().start(() -> load(over, served, failures));
            for (int i = 0; i < UPDATES; i++) {
                http.stop();
                RunningFramework.update(http, jar);
                http.start();
                httpRequest();
            }
            long due = (System.nanoTime() - begun) / PAUSE.toNanos();
            over.set(true);
            load.join();

            assertThat(failures).isEmpty();
            assertThat((long) served.get()).isGreaterThan(due * 9 / 10).isGreaterThan(UPDATES);
        }
    }

    /** Requests at their rate, each on a connection of its own, however long each takes. */
    private void load(AtomicBoolean over, AtomicInteger served, List<String> failures) {
        List<Thread> requests = new ArrayList<>();
        long next = System.nanoTime();
        while (!over.get()) {
            // By the clock, not after a pause: what a busy machine has missed is caught up.
            next += PAUSE.toNanos();
            requests.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            plainRequest();
                                            served.incrementAndGet();
                                        } catch (IOException failed) {
                                            failures.add(failed.toString());
                                        }
                                    }));
            LockSupport.parkNanos(next - System.nanoTime());
        }
        for (Thread request : requests) {
            try {
                request.join();
            } catch (InterruptedException hurried) {
                failures.add("interrupted");
            }
        }
    }

    private void plainRequest() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plainPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET 3000\n".getBytes(StandardCharsets.ISO_8859_1));
            Pattern.check(socket.getInputStream(), 3000);
        }
    }

    private void httpRequest() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI page = URI.create("http://127.0.0.1:" + httpPort + "/3000");
            HttpRequest request =
                    HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build();
            var response = client.send(request, BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            try (InputStream body = response.body()) {
                Pattern.check(body, 3000);
            }
        }
    }
}
