package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** The proxy on the engine between peers that a test moves itself, where a play is not enough. */
final class HttpStage implements AutoCloseable {
    private static final SockAddr FIREWALL = SockAddr.of("192.0.2.1", 8080);
    private static final SockAddr SERVER = SockAddr.of("198.51.100.7", 80);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryTransport network;
    private final BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
    private final Listening listening;
    private final TestFirewall firewall;

    /**
     * @param capacity what one direction of a connection holds that is on its way, in bytes
     */
    HttpStage(int capacity, String with) throws IOException {
        network = new MemoryTransport(4096, capacity);
        listening = network.listen(SERVER, arrivals::add);
        firewall =
                new TestFirewall(
                        network,
                        Map.of("http", new HttpProxyFactory()),
                        """
                        stockade: 1
                        zones:
                          world: { subnets: ["0.0.0.0/0", "::/0"] }
                        listeners:
                          stage: { bind: ["%s"] }
                        services:
                          web: { proxy: http, with: %s, router: { direct: ["%s"] } }
                        rules:
                          - { listener: stage, from-zone: world, service: web }
                        """
                                .formatted(FIREWALL, with, SERVER));
    }

    TestFirewall firewall() {
        return firewall;
    }

    Endpoint client() throws IOException {
        Endpoint client = network.dial(SockAddr.of("192.0.2.99", 0), FIREWALL);
        client.readWithin("the test's client", PATIENCE);
        return client;
    }

    /** The next connection that reaches the server. */
    Endpoint server() throws InterruptedException {
        Endpoint server =
                Objects.requireNonNull(
                        arrivals.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no connection");
        server.readWithin("the test's server", PATIENCE);
        return server;
    }

    static void send(Endpoint from, String octets) throws IOException {
        from.write(StandardCharsets.ISO_8859_1.encode(octets));
        from.flush();
    }

    /** A head, its empty line included. */
    static String head(Endpoint peer) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(octets(peer, 1));
        }
        return head.toString();
    }

    /** So many octets; an early end is an error. */
    static String octets(Endpoint peer, int count) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(count);
        while (octets.hasRemaining()) {
            if (peer.read(octets) < 0) {
                throw new IOException("the end came after " + octets.position() + " octets");
            }
        }
        return StandardCharsets.ISO_8859_1.decode(octets.flip()).toString();
    }

    @Override
    public void close() {
        firewall.close();
        listening.close();
        arrivals.forEach(Endpoint::abort);
    }
}
