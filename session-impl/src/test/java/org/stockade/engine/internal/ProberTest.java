package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.route.Probe;

/** One check of a server on loopback. */
class ProberTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Probe probe(Probe.Kind kind, Duration timeout) {
        return new Probe(
                kind,
                Duration.ofSeconds(5),
                timeout,
                2,
                3,
                Duration.ZERO,
                "www.test",
                "/health",
                PortRange.parse("200-399"));
    }

    /** Accepts, reads a little, answers, closes. */
    private static ServerSocket server(String answer) throws IOException {
        return serving(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), answer);
    }

    private static ServerSocket serving(ServerSocket server, String answer) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (!server.isClosed()) {
                                try (Socket peer = server.accept()) {
                                    InputStream in = peer.getInputStream();
                                    if (in.read() >= 0) {
                                        peer.getOutputStream()
                                                .write(
                                                        answer.getBytes(
                                                                StandardCharsets.ISO_8859_1));
                                        peer.getOutputStream().flush();
                                        peer.shutdownOutput();
                                        in.readAllBytes();
                                    }
                                } catch (IOException gone) {
                                    continue;
                                }
                            }
                        });
        return server;
    }

    private static void ask(Probe probe, ServerSocket server) throws IOException {
        Prober.ask(probe, SockAddr.of("127.0.0.1", server.getLocalPort()));
    }

    @Test
    void serverThatAcceptsShouldPassATcpCheckAndNoOther() throws Exception {
        ServerSocket server = server("");
        assertThatCode(() -> ask(probe(Probe.Kind.TCP, LONG), server)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ask(probe(Probe.Kind.HTTP, LONG), server))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(probe(Probe.Kind.TLS, LONG), server))
                .isInstanceOf(IOException.class);
        server.close();
    }

    @Test
    void serverThatIsGoneShouldFail() throws Exception {
        // Without a thread in accept: one that is there keeps the port open until it has left.
        ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        gone.close();
        SockAddr there = SockAddr.of("127.0.0.1", gone.getLocalPort());
        assertThatThrownBy(() -> Prober.ask(probe(Probe.Kind.TCP, LONG), there))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK", "HTTP/1.0 301", "HTTP/1.1 399 Odd"})
    void statusInTheRangeShouldPass(String line) throws Exception {
        try (ServerSocket server = server(line + "\r\n\r\n")) {
            assertThatCode(() -> ask(probe(Probe.Kind.HTTP, LONG), server))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 503 No, it answers 503",
        "HTTP/1.1 99 No, not HTTP/1.1",
        "SSH-2.0-x, not HTTP/1.1"
    })
    void otherAnswersShouldFailAndSaySo(String line, String why) throws Exception {
        try (ServerSocket server = server(line + "\r\n\r\n")) {
            assertThatThrownBy(() -> ask(probe(Probe.Kind.HTTP, LONG), server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void endlessLineShouldFail() throws Exception {
        try (ServerSocket server = server("H".repeat(5000))) {
            assertThatThrownBy(() -> ask(probe(Probe.Kind.HTTP, LONG), server))
                    .hasMessageContaining("over 1024 bytes");
        }
    }

    @Test
    void silenceShouldEndWithTheTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (Probe.Kind kind : new Probe.Kind[] {Probe.Kind.HTTP, Probe.Kind.TLS}) {
                assertThatThrownBy(() -> ask(probe(kind, Duration.ofMillis(100)), server))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void handshakeShouldPassWhateverTheCertificate(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=nobody",
                                "-storepass",
                                "secret",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        keytool.waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        try (ServerSocket server =
                serving(
                        context.getServerSocketFactory()
                                .createServerSocket(0, 5, InetAddress.getLoopbackAddress()),
                        "")) {
            assertThatCode(() -> ask(probe(Probe.Kind.TLS, LONG), server))
                    .doesNotThrowAnyException();
        }
    }
}
