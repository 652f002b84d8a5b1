package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;

/** What bytes in a fixed order cannot show: size, back-pressure, the engine's wishes. */
class HttpProxyStageTest {
    private static final String ANY = "{ requests: { \"*\": accept } }";
    private static final int MANY = 4_000_000;

    @Test
    void maintenanceShouldBeAPageWhoseMessageIsNoMarkup() throws Exception {
        try (HttpStage stage = new HttpStage(4096, ANY)) {
            stage.firewall().firewall().maintain("web", Optional.of("Back at <noon>\r\nX: 1"));
            Endpoint client = stage.client();
            assertThat(HttpStage.head(client)).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
            StringBuilder page = new StringBuilder();
            do {
                page.append(StandardCharsets.UTF_8.decode(client.unread()));
                client.consume(client.unread().remaining());
            } while (client.fill());
            assertThat(page).contains("<p>Back at &lt;noon&gt;  X: 1</p>");
        }
    }

    @Test
    void bigBodiesShouldPassBothWaysAtOnceThroughNarrowConnections() throws Exception {
        try (HttpStage stage = new HttpStage(4096, ANY)) {
            Endpoint client = stage.client();
            CompletableFuture<Void> upload =
                    inBackground(
                            () -> {
                                HttpStage.send(
                                        client,
                                        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: "
                                                + MANY
                                                + "\r\n\r\n");
                                HttpStage.send(client, "u".repeat(MANY));
                            });
            Endpoint server = stage.server();
            HttpStage.head(server);
            // The server answers before it reads: only a proxy that carries both ways at once goes
            // on.
            CompletableFuture<Void> serverReads = new CompletableFuture<>();
            CompletableFuture<Void> download =
                    inBackground(
                            () -> {
                                HttpStage.send(
                                        server,
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                                for (int i = 0; i < MANY / 4000; i++) {
                                    HttpStage.send(server, "fa0\r\n" + "d".repeat(4000) + "\r\n");
                                }
                                serverReads.get(20, TimeUnit.SECONDS);
                                HttpStage.send(server, "0\r\n\r\n");
                            });
            inBackground(
                    () -> {
                        assertThat(HttpStage.octets(server, MANY)).isEqualTo("u".repeat(MANY));
                        serverReads.complete(null);
                    });
            assertThat(HttpStage.head(client)).startsWith("HTTP/1.1 200 OK");
            LengthOf body = new LengthOf(client);
            assertThat(body.chunks()).isEqualTo(MANY);
            upload.get(20, TimeUnit.SECONDS);
            download.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void bodyOfKnownLengthShouldPassThroughNarrowConnections() throws Exception {
        try (HttpStage stage = new HttpStage(4096, ANY)) {
            Endpoint client = stage.client();
            HttpStage.send(client, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            Endpoint server = stage.server();
            HttpStage.head(server);
            CompletableFuture<Void> download =
                    inBackground(
                            () -> {
                                HttpStage.send(
                                        server,
                                        "HTTP/1.1 200 OK\r\nContent-Length: " + MANY + "\r\n\r\n");
                                HttpStage.send(server, "d".repeat(MANY));
                            });
            assertThat(HttpStage.head(client)).contains("Content-Length: " + MANY + "\r\n");
            assertThat(HttpStage.octets(client, MANY)).isEqualTo("d".repeat(MANY));
            download.get(20, TimeUnit.SECONDS);
            // Not an octet more was taken: the next exchange finds a clean border on both sides.
            HttpStage.send(client, "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(HttpStage.head(server)).startsWith("GET /2 ");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodyThatBreaksOffShouldNotLookWhole(boolean reset) throws Exception {
        try (HttpStage stage = new HttpStage(4096, ANY)) {
            Endpoint client = stage.client();
            HttpStage.send(client, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            Endpoint server = stage.server();
            HttpStage.head(server);
            HttpStage.send(server, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc");
            assertThat(HttpStage.head(client)).contains("Content-Length: 9999\r\n");
            assertThat(HttpStage.octets(client, 3)).isEqualTo("abc");
            if (reset) {
                server.abort();
            } else {
                server.endOutput();
            }
            assertThatThrownBy(client::fill).isInstanceOf(ConnectionResetException.class);
        }
    }

    @Test
    void answerShouldComeThoughTheServerReadsNothing() throws Exception {
        try (HttpStage stage = new HttpStage(4096, ANY)) {
            Endpoint client = stage.client();
            HttpStage.send(
                    client, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + MANY + "\r\n\r\n");
            CompletableFuture<Void> upload =
                    inBackground(() -> HttpStage.send(client, "u".repeat(MANY)));
            Endpoint server = stage.server();
            HttpStage.send(server, "HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno");
            assertThat(HttpStage.head(client)).contains("413 No").contains("Connection: close");
            assertThat(HttpStage.octets(client, 2)).isEqualTo("no");
            // A bound ends the upload that nobody wants.
            assertThatThrownBy(() -> upload.get(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void manyPipelinedRequestsShouldBeAnsweredInTheirOrder() throws Exception {
        try (HttpStage stage = new HttpStage(65536, ANY)) {
            Endpoint client = stage.client();
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            HttpStage.send(client, requests.toString());
            Endpoint server = stage.server();
            for (int i = 0; i < 200; i++) {
                assertThat(HttpStage.head(server)).startsWith("GET /" + i + " ");
                HttpStage.send(
                        server, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + (100 + i % 100));
                HttpStage.head(client);
                assertThat(HttpStage.octets(client, 3)).isEqualTo("" + (100 + i % 100));
            }
        }
    }

    @Test
    void drainShouldEndAConnectionBetweenItsRequests() throws Exception {
        try (HttpStage stage = new HttpStage(65536, ANY)) {
            Endpoint idle = stage.client();
            exchange(stage, idle, "");
            Endpoint busy = stage.client();
            HttpStage.send(busy, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            Endpoint server = stage.server();
            HttpStage.head(server);
            CompletableFuture<Integer> drained =
                    CompletableFuture.supplyAsync(
                            () -> stage.firewall().firewall().drain(Duration.ofSeconds(20)));
            assertThat(idle.fill()).isFalse();
            // One session after the other is told: the idle one may be gone before the other is.
            await().until(
                            () ->
                                    stage.firewall().firewall().sessions().stream()
                                            .allMatch(each -> each.state().equals("finishing")));
            HttpStage.send(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            assertThat(HttpStage.head(busy)).contains("Connection: close\r\n");
            assertThat(busy.fill()).isFalse();
            assertThat(drained.get(20, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void clientThatIsResetShouldNotLeaveItsServerWaiting() throws Exception {
        try (HttpStage stage = new HttpStage(65536, ANY)) {
            Endpoint client = stage.client();
            HttpStage.send(client, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            Endpoint server = stage.server();
            HttpStage.head(server);
            client.abort();
            assertThatThrownBy(server::fill).isInstanceOf(ConnectionResetException.class);
        }
    }

    @Test
    void optionsThatGoNoFurtherShouldBeAnsweredHere() throws Exception {
        try (HttpStage stage = new HttpStage(65536, ANY)) {
            Endpoint client = stage.client();
            HttpStage.send(client, "OPTIONS / HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n");
            assertThat(HttpStage.head(client))
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            HttpStage.send(client, "OPTIONS / HTTP/1.1\r\nHost: h\r\nMax-Forwards: 5\r\n\r\n");
            assertThat(HttpStage.head(stage.server())).contains("Max-Forwards: 4\r\n");
        }
    }

    @Test
    void wrongSettingsShouldAllBeReportedAtTheirPlace() {
        String wrong =
                "{ requests: { \"G T\": accept, PUT: maybe }, ports: [x], via: \"a b\","
                        + " response-bodies: { html: { proxy: http } }, max-line-length: 1 }";
        assertThatThrownBy(() -> new HttpStage(65536, wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("max-line-length")
                .hasMessageContaining("maybe");
        assertThatThrownBy(
                        () ->
                                new HttpStage(
                                        65536,
                                        "{ requests: { \"G T\": accept }, ports: [x], via: \"a b\","
                                                + " response-bodies: { html: { proxy: http } } }"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a method")
                .hasMessageContaining("\"x\" is not a port")
                .hasMessageContaining("is not a token")
                .hasMessageContaining("is not a media type");
    }

    private static void exchange(HttpStage stage, Endpoint client, String fields) throws Exception {
        HttpStage.send(client, "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
        Endpoint server = stage.server();
        HttpStage.head(server);
        HttpStage.send(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HttpStage.head(client);
    }

    private static CompletableFuture<Void> inBackground(Step step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                step.run();
                                done.complete(null);
                            } catch (Exception | AssertionError failed) {
                                done.completeExceptionally(failed);
                            }
                        });
        return done;
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Counts what chunks hold. */
    private record LengthOf(Endpoint from) {
        int chunks() throws IOException {
            ChunkedSource source = new ChunkedSource(from, 0, 0);
            int length = 0;
            for (var octets = source.next(); octets != null; octets = source.next()) {
                length += octets.remaining();
                source.consume(octets.remaining());
            }
            return length;
        }
    }
}
