package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.stockade.access.Firewall;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/**
 * A firewall in memory with the listener {@code edge-in}, a server behind it, and the log of all.
 */
final class Bench implements AutoCloseable {
    static final SockAddr FIREWALL = SockAddr.of("192.0.2.1", 3128);
    static final SockAddr SERVER = SockAddr.of("198.51.100.7", 80);

    /** Goes to {@link #SERVER}. */
    static final String DIRECT = "{ proxy: it, router: { direct: [\"198.51.100.7:80\"] } }";

    /** Goes where the protocol says. */
    static final String INBAND = "{ proxy: it, router: inband }";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final MemoryTransport network = new MemoryTransport(4096);
    final LogTap log = new LogTap();
    final BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
    private final TestFirewall firewall;

    /** Runs a whole policy. */
    Bench(Map<String, ProxyFactory> proxies, String policy) throws IOException {
        this(proxies, Map.of(), policy);
    }

    /** Likewise, with further routers. */
    Bench(Map<String, ProxyFactory> proxies, Map<String, RouterFactory> routers, String policy)
            throws IOException {
        network.listen(SERVER, arrivals::add);
        firewall = new TestFirewall(network, proxies, routers, policy);
    }

    /** Runs a whole policy, and keeps what it has to keep in this folder. */
    Bench(Map<String, ProxyFactory> proxies, String policy, Path state) throws IOException {
        network.listen(SERVER, arrivals::add);
        firewall =
                new TestFirewall(
                        network,
                        new FixedRevisions(proxies, Map.of()),
                        policy,
                        Map.of("state.dir", state.toString()));
    }

    /** Every client gets this proxy, whose server is {@link #SERVER}. */
    static Bench of(Proxy it) throws IOException {
        return of(DIRECT, it);
    }

    /** Likewise by a service of these settings. */
    static Bench of(String service, Proxy it) throws IOException {
        return new Bench(Map.of("it", with -> () -> it), policy(service));
    }

    /** Likewise, by a rule of its own. */
    static Bench of(String service, String rule, Proxy it) throws IOException {
        return new Bench(Map.of("it", with -> () -> it), policy(service, rule));
    }

    /** Every client gets the service {@code web-out}. */
    static String policy(String service) {
        return policy(service, "{ listener: edge-in, service: web-out }");
    }

    /** With a child {@code kid} that {@code it} gets from its settings. */
    static Bench stacking(String hold, Stacks parent, Proxy kid) throws IOException {
        Map<String, ProxyFactory> proxies = new HashMap<>();
        proxies.put(
                "it",
                with -> {
                    var child = with.child("child").orElseThrow();
                    return () -> session -> parent.run(session, child);
                });
        proxies.put("kid", with -> () -> kid);
        return new Bench(
                proxies,
                policy(
                        DIRECT.replace(
                                "it,",
                                "it, with: { child: { proxy: kid, hold: " + hold + " } },")));
    }

    /** A parent that stacks. */
    interface Stacks {
        void run(StackedSession session, Child child) throws IOException;
    }

    static String policy(String service, String rule) {
        return """
                stockade: 1
                zones:
                  world: { subnets: ["0.0.0.0/0", "::/0"] }
                  dmz: { subnets: ["203.0.113.0/24"] }
                listeners:
                  edge-in: { bind: ["%s"] }
                services:
                  web-out: %s
                rules:
                  - %s
                """
                .formatted(FIREWALL, service, rule);
    }

    Firewall firewall() {
        return firewall.firewall();
    }

    void exchange(Map<String, ProxyFactory> proxies) {
        firewall.exchange(proxies);
    }

    /** A client that has connected. */
    Endpoint client() throws IOException {
        return network.dial(SockAddr.of("192.0.2.99", 0), FIREWALL);
    }

    /** The next connection that has come to the server. */
    Endpoint server() throws InterruptedException {
        return java.util.Objects.requireNonNull(
                arrivals.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "nobody came");
    }

    static void send(Endpoint peer, String text) throws IOException {
        peer.write(StandardCharsets.ISO_8859_1.encode(text));
        peer.flush();
    }

    /** An encoder that changes nothing. */
    static ByteSink to(Endpoint peer) {
        return new ByteSink() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                peer.write(bytes);
                peer.flush();
            }

            @Override
            public void end() {}
        };
    }

    /** So many octets as text. */
    static String receive(Endpoint peer, int count) throws IOException {
        ByteBuffer got = ByteBuffer.allocate(count);
        try (var limit = peer.readWithin("test", PATIENCE)) {
            while (got.hasRemaining() && peer.read(got) >= 0) {
                continue;
            }
        }
        return StandardCharsets.ISO_8859_1.decode(got.flip()).toString();
    }

    /** All that comes; a reset is shown as {@code <RESET>}. */
    static String everything(Endpoint peer) throws IOException {
        StringBuilder all = new StringBuilder();
        try (var limit = peer.readWithin("test", PATIENCE)) {
            while (peer.fill()) {
                all.append(StandardCharsets.ISO_8859_1.decode(peer.unread()));
                peer.consume(peer.unread().remaining());
            }
        } catch (ConnectionResetException | EndpointClosedException reset) {
            all.append("<RESET>");
        }
        return all.toString();
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    /** The only record, when nothing of the session is left. */
    String record() {
        List<String> records = records(1);
        return records.getFirst();
    }

    /** So many records, when nothing of their sessions is left. */
    List<String> records(int count) {
        until(() -> log.of("core.summary").size() >= count);
        until(() -> firewall().sessions().isEmpty());
        until(() -> firewall().services().stream().allMatch(each -> each.sessions() == 0));
        until(() -> firewall().listeners().stream().allMatch(each -> each.open() == 0));
        assertThat(log.of("core.summary")).as("one record a connection").hasSize(count);
        return log.of("core.summary");
    }

    ServiceState service() {
        return firewall().services().getFirst();
    }

    @Override
    public void close() {
        firewall.close();
        log.close();
    }
}
