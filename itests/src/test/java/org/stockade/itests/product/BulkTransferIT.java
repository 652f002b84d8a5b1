package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.itests.peers.Pattern;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Stockade;

/**
 * Much data through a small heap: every byte arrives, and nobody who stalls costs more than
 * buffers.
 */
@ParameterizedClass
@ValueSource(strings = {"auto", "portable"})
class BulkTransferIT {
    @Parameter String transport;

    private static final long TWO_GIB = 2L << 30;
    private static final long ONE_MIB = 1L << 20;

    @TempDir static Path folder;

    private static PatternServer server;
    private static Stockade stockade;

    @BeforeParameterizedClassInvocation
    static void start(String transport) throws IOException, InterruptedException {
        server = new PatternServer();
        stockade =
                Stockade.run(
                        folder,
                        """
                        stockade: 1
                        name: edge
                        transport: %2$s
                        listeners:
                          plain: { bind: ["127.0.0.1:0"] }
                          http: { bind: ["127.0.0.1:0"] }
                        services:
                          relay: { proxy: plain, router: { direct: ["127.0.0.1:%1$d"] } }
                          web-in:
                            proxy: http
                            router: { direct: ["127.0.0.1:%1$d"] }
                            with: { requests: { GET: accept, PUT: accept } }
                        rules:
                          - { listener: plain, service: relay }
                          - { listener: http, service: web-in }
                        """
                                .formatted(server.port(), transport),
                        Map.of("STOCKADE_JAVA_OPTS", "-Xmx128m"));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "http"})
    void downloadOfTwoGibShouldArriveUnchangedInAHeapOf128MiB(String listener) throws IOException {
        download(listener, TWO_GIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "http"})
    void uploadOfTwoGibShouldArriveUnchangedInAHeapOf128MiB(String listener) throws IOException {
        upload(listener, TWO_GIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "http"})
    void oneMibOnEachOfAThousandConnectionsAtOnceShouldLoseNothing(String listener)
            throws Exception {
        List<Callable<Void>> transfers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            boolean up = i % 2 == 0;
            transfers.add(
                    () -> {
                        if (up) {
                            upload(listener, ONE_MIB);
                        } else {
                            download(listener, ONE_MIB);
                        }
                        return null;
                    });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> transfer : threads.invokeAll(transfers)) {
                transfer.get();
            }
        }
    }

    @Test
    void stalledPeersShouldCostNoMoreThanTheirBuffers() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = connect("plain");
                send(socket, "GET " + (64 * ONE_MIB) + "\n");
                stalled.add(socket);
            }
            // With 200 directions full, others are served as ever: nobody waits for anybody.
            download("plain", 4 * ONE_MIB);
            download("http", 4 * ONE_MIB);

            assertThat(residentKib()).isLessThan(512 * 1024);
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    private static long residentKib() throws IOException {
        Path status = Path.of("/proc", Long.toString(stockade.process().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static Socket connect(String listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stockade.port(listener));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void download(String listener, long length) throws IOException {
        try (Socket socket = connect(listener)) {
            boolean http = listener.equals("http");
            send(
                    socket,
                    http
                            ? "GET /" + length + " HTTP/1.1\r\nHost: a\r\n\r\n"
                            : "GET " + length + "\n");
            InputStream in = socket.getInputStream();
            if (http) {
                assertThat(head(in))
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .contains("Content-Length: " + length);
            }
            Pattern.check(in, length);
        }
    }

    private static void upload(String listener, long length) throws IOException {
        try (Socket socket = connect(listener)) {
            boolean http = listener.equals("http");
            send(
                    socket,
                    http
                            ? "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n"
                            : "PUT " + length + "\n");
            Pattern.write(socket.getOutputStream(), length);
            InputStream in = socket.getInputStream();
            if (http) {
                assertThat(head(in)).startsWith("HTTP/1.1 200 OK\r\n");
            }
            assertThat(new String(in.readNBytes(2), StandardCharsets.ISO_8859_1)).isEqualTo("ok");
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the stream ends in the head: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }
}
