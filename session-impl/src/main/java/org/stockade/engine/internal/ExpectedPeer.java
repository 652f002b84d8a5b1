package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.transport.Newcomers;
import org.stockade.log.EventLog;
import org.stockade.session.Expected;

/** A one-shot listener for the peer of a session: an FTP data connection, say. */
final class ExpectedPeer implements Expected {
    /** Tries to find a free port of the range. */
    private static final int MOST_TRIES = 64;

    private static final EventLog LOG = EventLog.of("core");

    private final SessionRun run;
    private final SockAddr peer;
    private final Consumer<Endpoint> came;
    private final BlockingQueue<Optional<Endpoint>> arrived = new ArrayBlockingQueue<>(1);
    private final Transport.Listening listening;
    private volatile boolean over;

    /**
     * Listens for what comes by this protocol.
     *
     * @param came is told of the peer when it has been taken into the session
     */
    ExpectedPeer(
            Engine engine,
            SessionRun run,
            TransportProtocol protocol,
            SockAddr ours,
            PortRange ports,
            SockAddr peer,
            Consumer<Endpoint> came)
            throws IOException {
        this.run = run;
        this.peer = peer;
        this.came = came;
        this.listening =
                switch (protocol) {
                    case TCP ->
                            listen(
                                    ours,
                                    ports,
                                    at -> engine.transport().listen(at, this::accepted));
                    case UDP ->
                            listen(ours, ports, at -> engine.datagrams().listen(at, new Senders()));
                };
    }

    /** Opens a listening socket on an address. */
    @FunctionalInterface
    private interface Opening {
        Transport.Listening at(SockAddr address) throws IOException;
    }

    private static Transport.Listening listen(SockAddr ours, PortRange ports, Opening opening)
            throws IOException {
        int count = ports.high() - ports.low() + 1;
        int start = ThreadLocalRandom.current().nextInt(count);
        IOException last = null;
        for (int i = 0; i < Math.min(count, MOST_TRIES); i++) {
            try {
                int port = ports.low() + (start + i) % count;
                return opening.at(ours.withPort(port));
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new IOException("no free port in " + ports + " on " + ours.ip(), last);
    }

    /** Whoever sends datagrams: nothing is allocated for anybody but the peer, and for it once. */
    private final class Senders implements Newcomers {
        private final AtomicBoolean told = new AtomicBoolean();
        private final AtomicBoolean taken = new AtomicBoolean();

        @Override
        public boolean admits(InetAddress from) {
            if (!from.equals(peer.address())) {
                if (told.compareAndSet(false, true)) {
                    tellOfStranger(from.getHostAddress());
                }
                return false;
            }
            return !taken.get();
        }

        @Override
        public void accepted(DatagramEndpoint client) {
            if (isPeer(client.remote())) {
                taken.set(true);
                ExpectedPeer.this.accepted(client);
            } else {
                client.abort();
            }
        }
    }

    private boolean isPeer(SockAddr from) {
        return from.address().equals(peer.address())
                && (peer.port() == 0 || peer.port() == from.port());
    }

    private void tellOfStranger(Object from) {
        LOG.warning("unexpected-peer", run.master(), "dropped", "from", from, "expected", peer);
    }

    private void accepted(Endpoint endpoint) {
        SockAddr from = endpoint.remote();
        if (!isPeer(from) || !arrived.offer(Optional.of(endpoint))) {
            tellOfStranger(from);
            endpoint.abort();
        } else if (over) {
            close();
        }
    }

    /** Whether it listens no more. */
    boolean isOver() {
        return over;
    }

    @Override
    public SockAddr address() {
        return listening.local();
    }

    @Override
    public Endpoint accept(Duration atMost) throws IOException {
        try {
            Optional<Endpoint> found = arrived.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (found == null) {
                throw new TimeLimitException(
                        peer
                                + " has not connected to "
                                + address()
                                + " within "
                                + atMost.toMillis()
                                + " ms");
            }
            Endpoint taken = run.adopt(found.orElseThrow(() -> closed()));
            came.accept(taken);
            return taken;
        } catch (InterruptedException killed) {
            throw closed();
        } finally {
            close();
        }
    }

    private EndpointClosedException closed() {
        return new EndpointClosedException("the listener for " + peer + " was closed");
    }

    @Override
    public void close() {
        over = true;
        listening.close();
        Optional<Endpoint> waiting = arrived.poll();
        if (waiting != null) {
            waiting.ifPresent(Endpoint::abort);
        }
        // Wakes a thread that waits, and stays for those that come later.
        arrived.offer(Optional.empty());
    }
}
