package org.stockade.bench.jmh;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** A session of the real engine, in memory, whose proxy waits while a benchmark does its work. */
public final class LiveSession implements AutoCloseable {
    private static final SockAddr FIREWALL = SockAddr.of("192.0.2.1", 3128);

    private static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0", "::/0"] }
            listeners:
              in: { bind: ["%s"] }
            services:
              it:
                proxy: it
                with: { child: { proxy: kid, hold: none } }
                router: { direct: ["198.51.100.7:80"] }
            rules:
              - { listener: in, service: it }
            """
                    .formatted(FIREWALL);

    private record Parts(StackedSession session, Child child) {}

    private final CountDownLatch over = new CountDownLatch(1);
    private final TestFirewall firewall;
    private final Endpoint client;
    private final Parts parts;

    /** With a child that runs {@code kid}. */
    public LiveSession(Proxy kid) throws IOException, InterruptedException {
        // A summary record for each trial is in the way.
        Logger.getLogger("").setLevel(Level.WARNING);
        BlockingQueue<Parts> begun = new ArrayBlockingQueue<>(1);
        ProxyFactory it =
                with -> {
                    Child child = with.child("child").orElseThrow();
                    return () ->
                            session -> {
                                begun.add(new Parts(session, child));
                                awaitEnd();
                            };
                };
        MemoryTransport network = new MemoryTransport(4096);
        firewall = new TestFirewall(network, Map.of("it", it, "kid", with -> () -> kid), POLICY);
        client = network.dial(SockAddr.of("192.0.2.99", 0), FIREWALL);
        parts = begun.take();
    }

    private void awaitEnd() throws IOException {
        try {
            over.await();
        } catch (InterruptedException killed) {
            throw new IOException(killed);
        }
    }

    /** The session of the proxy. */
    public StackedSession session() {
        return parts.session();
    }

    /** What it may stack. */
    public Child child() {
        return parts.child();
    }

    @Override
    public void close() {
        over.countDown();
        client.close();
        firewall.close();
    }
}
