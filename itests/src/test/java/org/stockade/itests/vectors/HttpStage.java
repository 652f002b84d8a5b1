package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.proxy.http.internal.HttpProxyFactory;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** The whole proxy on the real engine, between a client and the server {@code h.example}. */
final class HttpStage implements AutoCloseable {
    static final InetAddress SERVER = address();

    private static final SockAddr FIREWALL = SockAddr.of("192.0.2.1", 3128);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryTransport network;
    private final BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
    private final List<Listening> listening;
    private final TestFirewall firewall;
    private final Endpoint client;

    /**
     * Starts it.
     *
     * @param forward whether clients name the server: {@code transparent_mode} is false
     * @param options of a case; each becomes the policy key of its name
     */
    HttpStage(boolean forward, JsonNode options) throws IOException {
        network = new MemoryTransport(4096);
        listening =
                List.of(
                        network.listen(new SockAddr(SERVER, 80), arrivals::add),
                        network.listen(new SockAddr(SERVER, 443), arrivals::add));
        firewall =
                new TestFirewall(
                        network, Map.of("http", new HttpProxyFactory()), policy(forward, options));
        client = network.dial(SockAddr.of("192.0.2.99", 0), FIREWALL);
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress("h.example", new byte[] {(byte) 198, 51, 100, 7});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String policy(boolean forward, JsonNode options) {
        StringBuilder with = new StringBuilder();
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            String key = option.getKey().replace('_', '-');
            if (!key.equals("transparent-mode") && !key.equals("request-method")) {
                with.append(", ").append(key).append(": ").append(option.getValue());
            }
        }
        return """
        stockade: 1
        zones:
          world: { subnets: ["0.0.0.0/0", "::/0"] }
        listeners:
          stage: { bind: ["%s"] }
        services:
          web:
            proxy: http
            with: { requests: { GET: accept, POST: accept, HEAD: accept, OPTIONS: accept%s }%s }
            router: %s
        rules:
          - { listener: stage, service: web }
        """
                .formatted(
                        FIREWALL,
                        forward ? ", CONNECT: accept" : "",
                        with,
                        forward ? "inband" : "{ direct: [\"" + new SockAddr(SERVER, 80) + "\"] }");
    }

    Endpoint client() {
        return client;
    }

    /** Sends these octets; {@code <EOF>} at their end ends the sender's direction. */
    static void send(Endpoint from, String wire) throws IOException {
        boolean ends = wire.endsWith("<EOF>");
        String octets = ends ? wire.substring(0, wire.length() - 5) : wire;
        from.write(StandardCharsets.ISO_8859_1.encode(octets));
        from.flush();
        if (ends) {
            from.endOutput();
        }
    }

    /** The server's end of the connection that the proxy has made. */
    Endpoint server() throws IOException, InterruptedException {
        Endpoint server = arrivals.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (server == null) {
            throw new IOException("the proxy made no connection to the server");
        }
        return server;
    }

    /** Whether anything has reached a server. */
    boolean reached() throws IOException {
        for (Endpoint server : arrivals) {
            if (server.hasBuffered()) {
                return true;
            }
        }
        return false;
    }

    /** What comes up to the empty line of a head, that line included; or up to the end. */
    static String head(Endpoint peer) throws IOException {
        try (var limit = peer.readWithin("head", PATIENCE)) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                ByteBuffer octet = ByteBuffer.allocate(1);
                if (peer.read(octet) < 0) {
                    break;
                }
                head.append((char) (octet.get(0) & 0xff));
            }
            return head.toString();
        }
    }

    /** So many octets. */
    static String octets(Endpoint peer, int count) throws IOException {
        try (var limit = peer.readWithin("octets", PATIENCE)) {
            ByteBuffer octets = ByteBuffer.allocate(count);
            while (octets.hasRemaining() && peer.read(octets) >= 0) {
                continue;
            }
            return StandardCharsets.ISO_8859_1.decode(octets.flip()).toString();
        }
    }

    /** Whether the peer's connection is ended or reset, whatever it sends before. */
    static boolean isClosed(Endpoint peer) throws IOException {
        try (var limit = peer.readWithin("the end", PATIENCE)) {
            ByteBuffer rest = ByteBuffer.allocate(1024);
            while (peer.read(rest.clear()) >= 0) {
                continue;
            }
            return true;
        } catch (ConnectionResetException | EndpointClosedException reset) {
            return true;
        }
    }

    /**
     * All that comes before a reset.
     *
     * @throws IOException if the peer ends in order instead
     */
    static String untilReset(Endpoint peer) throws IOException {
        StringBuilder received = new StringBuilder();
        try (var limit = peer.readWithin("a reset", PATIENCE)) {
            ByteBuffer some = ByteBuffer.allocate(1024);
            while (peer.read(some.clear()) >= 0) {
                received.append(StandardCharsets.ISO_8859_1.decode(some.flip()));
            }
        } catch (ConnectionResetException reset) {
            return received.toString();
        }
        throw new IOException("expected a reset, got the end after \"" + received + "\"");
    }

    @Override
    public void close() {
        client.abort();
        arrivals.forEach(Endpoint::abort);
        firewall.close();
        listening.forEach(Listening::close);
    }
}
