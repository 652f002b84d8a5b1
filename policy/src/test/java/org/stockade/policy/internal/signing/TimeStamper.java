package org.stockade.policy.internal.signing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A time stamp authority (RFC 3161 over HTTP, section 3.4) by {@code openssl ts}. */
final class TimeStamper implements AutoCloseable {
    private final Path folder;
    private final Path certificate;
    private final HttpServer server;

    private TimeStamper(Path folder, HttpServer server) {
        this.folder = folder;
        this.certificate = folder.resolve("tsa.pem");
        this.server = server;
    }

    /** Whether this machine has {@code openssl}. */
    static boolean isPossible() {
        try {
            run(Path.of(""), "openssl", "version");
            return true;
        } catch (IOException | InterruptedException missing) {
            return false;
        }
    }

    /** Makes a key, a certificate for time stamps alone, and listens on loopback. */
    static TimeStamper start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("tsa.cnf"),
                """
                [tsa]
                default_tsa = this
                [this]
                serial = tsa.serial
                signer_digest = sha256
                default_policy = 1.2.3.4
                digests = sha256, sha384, sha512
                """);
        run(
                folder,
                "openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 2"
                        .concat(" -subj /CN=stamper")
                        .concat(" -addext extendedKeyUsage=critical,timeStamping")
                        .split(" "));
        TimeStamper stamper =
                new TimeStamper(
                        folder,
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        stamper.server.createContext("/", stamper::answer);
        stamper.server.start();
        return stamper;
    }

    Path certificate() {
        return certificate;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Files.write(folder.resolve("query"), exchange.getRequestBody().readAllBytes());
            run(
                    folder,
                    "openssl ts -reply -config tsa.cnf -queryfile query -inkey tsa.key -signer tsa.pem"
                            .concat(" -out reply")
                            .split(" "));
            byte[] reply = Files.readAllBytes(folder.resolve("reply"));
            exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Path folder, String... command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command))
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .start();
        String said;
        try (InputStream in = process.getInputStream()) {
            said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
