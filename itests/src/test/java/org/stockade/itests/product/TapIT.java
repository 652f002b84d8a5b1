package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.itests.peers.Pattern;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** A tap put into live sessions of the product, and read by tshark as by any operator. */
@ParameterizedClass
@ValueSource(strings = {"auto", "portable"})
class TapIT {
    /** Enough for the kernel to move it by itself, where it does. */
    private static final int MUCH = 3_000_000;

    private static final int SOME = 1_000_000;

    @Parameter String transport;

    @TempDir static Path folder;

    private static PatternServer server;
    private static Stockade stockade;

    @BeforeParameterizedClassInvocation
    static void start(String transport) throws IOException, InterruptedException {
        assumeTrue(Places.has("tshark"), "tshark is missing: files of taps are not read");
        server = new PatternServer();
        stockade =
                Stockade.run(
                        folder,
                        """
                        stockade: 1
                        name: edge
                        transport: %s
                        zones: { office: { subnets: [127.0.0.0/8] } }
                        listeners:
                          relay: { bind: ["127.0.0.1:0"] }
                          surf: { bind: ["127.0.0.1:0"] }
                        services:
                          relay: { proxy: plain, router: { direct: ["127.0.0.1:%d"] } }
                          web-out:
                            proxy: http
                            router: inband
                            with:
                              requests: { GET: accept, CONNECT: accept }
                              ports: any
                              connect-ports: any
                        rules:
                          - { listener: relay, service: relay }
                          - { listener: surf, service: web-out }
                        """
                                .formatted(transport, server.port()));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException, InterruptedException {
        if (stockade != null) {
            stockade.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static Socket connect(String listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stockade.port(listener));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a response, with the blank line. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private static String sessionOf(String service) throws IOException, InterruptedException {
        String sessions = stockade.ctl("sessions").out();
        return java.util.regex.Pattern.compile("\\(edge/" + service + ":\\d+\\)")
                .matcher(sessions)
                .results()
                .map(found -> found.group())
                .reduce((one, later) -> later)
                .orElseThrow(() -> new AssertionError(sessions));
    }

    private static String file(Run stacked) {
        assertThat(stacked.err()).isEmpty();
        return stacked.out().substring(stacked.out().indexOf(": /") + 2).strip();
    }

    /** Both directions of one connection as tshark puts them together. */
    private record Followed(byte[] fromInitiator, byte[] fromResponder) {
        static Followed of(String file, int stream) throws IOException, InterruptedException {
            Run run = Run.of("tshark", "-r", file, "-q", "-z", "follow,tcp,raw," + stream);
            assertThat(run.exit()).as(run.err()).isZero();
            ByteArrayOutputStream there = new ByteArrayOutputStream();
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            for (String line : run.out().lines().toList()) {
                if (line.strip().matches("(?:[0-9a-f]{2})+")) {
                    (line.startsWith("\t") ? back : there)
                            .write(HexFormat.of().parseHex(line.strip()));
                }
            }
            return new Followed(there.toByteArray(), back.toByteArray());
        }

        private String request() {
            return new String(fromInitiator, StandardCharsets.ISO_8859_1);
        }
    }

    /** What a program that knows TCP finds odd in it. */
    private static String odd(String file) throws IOException, InterruptedException {
        return Run.of("tshark", "-r", file, "-Y", "tcp.analysis.flags || _ws.malformed").out();
    }

    @Test
    void tsharkShouldShowWhatARelayPassedOnWhileItWasTapped() throws Exception {
        try (Socket client = connect("relay")) {
            send(client, "GET " + MUCH + "\n");
            Pattern.check(client.getInputStream(), MUCH);
            String id = sessionOf("relay");
            String file = file(stockade.ctl("stack", id, "tap"));
            send(client, "GET " + SOME + "\n");
            Pattern.check(client.getInputStream(), SOME);
            assertThat(stockade.ctl("unstack", id, "tap").exit()).isZero();
            send(client, "GET " + MUCH + "\n");
            Pattern.check(client.getInputStream(), MUCH);

            for (int stream = 0; stream < 2; stream++) {
                Followed seen = Followed.of(file, stream);
                assertThat(seen.request()).isEqualTo("GET " + SOME + "\n");
                assertThat(seen.fromResponder()).hasSize(SOME);
                Pattern.check(new ByteArrayInputStream(seen.fromResponder()), SOME);
            }
            assertThat(odd(file)).isEmpty();
        }
    }

    @Test
    void tsharkShouldShowRequestAndResponseAsTheHttpProxyReadThem() throws Exception {
        String authority = "127.0.0.1:" + server.port();
        try (Socket client = connect("surf")) {
            send(
                    client,
                    "GET http://" + authority + "/5 HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
            head(client.getInputStream());
            Pattern.check(client.getInputStream(), 5);
            String id = sessionOf("web-out");
            String file = file(stockade.ctl("stack", id.replace(")", "/http)"), "tap"));
            String request =
                    "GET http://" + authority + "/1000 HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
            send(client, request);
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
            Pattern.check(client.getInputStream(), 1000);
            client.close();
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(stockade.log("core.tap-ended"))
                                            .anyMatch(it -> it.contains(file)));

            Followed seen = Followed.of(file, 0);
            assertThat(seen.request()).isEqualTo(request);
            ByteArrayInputStream response = new ByteArrayInputStream(seen.fromResponder());
            assertThat(head(response)).startsWith("HTTP/1.1 200 ");
            Pattern.check(response, 1000);
        }
    }

    @Test
    void tsharkShouldShowWhatPassesATunnel() throws Exception {
        String authority = "127.0.0.1:" + server.port();
        try (Socket client = connect("surf")) {
            send(client, "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
            send(client, "GET 10\n");
            Pattern.check(client.getInputStream(), 10);
            String id = sessionOf("web-out");
            String file = file(stockade.ctl("stack", id, "tap"));
            send(client, "GET " + SOME + "\n");
            Pattern.check(client.getInputStream(), SOME);
            assertThat(stockade.ctl("unstack", id, "tap").exit()).isZero();

            Followed seen = Followed.of(file, 0);
            assertThat(seen.request()).isEqualTo("GET " + SOME + "\n");
            Pattern.check(new ByteArrayInputStream(seen.fromResponder()), SOME);
            assertThat(seen.fromResponder()).hasSize(SOME);
        }
    }
}
