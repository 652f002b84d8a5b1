package org.stockade.itests.vectors;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.session.StackedSession;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** One session on the whole engine, and what it asked of its transport to get a server. */
final class EngineChain {
    private static final SockAddr FIREWALL = SockAddr.of("198.51.100.200", 3128);

    /** A connection that was asked for. */
    record Asked(Optional<SockAddr> local, SockAddr to, Duration limit) {}

    /** What became of it: the connections asked for, and the record. */
    record Outcome(List<Asked> asked, String record) {}

    private EngineChain() {}

    /**
     * Serves one client.
     *
     * @param parts zones and other keys of the policy's root, each a line
     * @param service keys of its service besides the proxy
     */
    static Outcome of(String parts, String service, SockAddr client) throws Exception {
        BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
        String policy =
                """
                stockade: 1
                listeners: { in: { bind: ["%s"] } }
                %s
                services: { web: { proxy: it, %s } }
                rules: [{ service: web }]
                """
                        .formatted(FIREWALL, parts, service);
        MemoryTransport network = new MemoryTransport(4096);
        try (LogTap log = new LogTap();
                TestFirewall firewall =
                        new TestFirewall(
                                new Noting(network, asked),
                                Map.of("it", with -> () -> session -> session.connectServer()),
                                Map.of("forging", with -> EngineChain::forged),
                                policy)) {
            Endpoint peer = network.dial(client, FIREWALL);
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> !log.of("core.summary").isEmpty());
            peer.close();
            return new Outcome(List.copyOf(asked), log.of("core.summary").getFirst());
        }
    }

    /** As a router with {@code forge-address} would, where the process could. */
    private static Route forged(StackedSession session) {
        return new Route(
                List.of(SockAddr.parse("203.0.113.1:80")),
                session.clientAddress().map(client -> client.withPort(0)),
                false,
                false,
                false);
    }

    /** Notes every connection and refuses it. */
    private record Noting(MemoryTransport network, BlockingQueue<Asked> asked)
            implements Transport {
        @Override
        public String name() {
            return "noting";
        }

        @Override
        public Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException {
            return network.listen(bind, accepted);
        }

        @Override
        public Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit)
                throws IOException {
            asked.add(new Asked(local, to, limit));
            throw new ConnectFailedException("server " + to + " refused the connection", false);
        }

        @Override
        public Thread start(Optional<Endpoint> near, String name, Runnable work) {
            return network.start(near, name, work);
        }
    }
}
