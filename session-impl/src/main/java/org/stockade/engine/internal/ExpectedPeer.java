package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.Transport;
import org.stockade.log.EventLog;
import org.stockade.session.Expected;

/** A one-shot listener for the peer of a session: an FTP data connection, say. */
final class ExpectedPeer implements Expected {
    /** Tries to find a free port of the range. */
    private static final int MOST_TRIES = 64;

    private static final EventLog LOG = EventLog.of("core");

    private final SessionRun run;
    private final SockAddr peer;
    private final BlockingQueue<Optional<Endpoint>> arrived = new ArrayBlockingQueue<>(1);
    private final Transport.Listening listening;
    private volatile boolean over;

    ExpectedPeer(Transport transport, SessionRun run, SockAddr ours, PortRange ports, SockAddr peer)
            throws IOException {
        this.run = run;
        this.peer = peer;
        this.listening = listen(transport, ours, ports);
    }

    private Transport.Listening listen(Transport transport, SockAddr ours, PortRange ports)
            throws IOException {
        int count = ports.high() - ports.low() + 1;
        int start = ThreadLocalRandom.current().nextInt(count);
        IOException last = null;
        for (int i = 0; i < Math.min(count, MOST_TRIES); i++) {
            try {
                int port = ports.low() + (start + i) % count;
                return transport.listen(ours.withPort(port), this::accepted);
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new IOException("no free port in " + ports + " on " + ours.ip(), last);
    }

    private void accepted(Endpoint endpoint) {
        SockAddr from = endpoint.remote();
        boolean isPeer =
                from.address().equals(peer.address())
                        && (peer.port() == 0 || peer.port() == from.port());
        if (!isPeer || !arrived.offer(Optional.of(endpoint))) {
            LOG.warning("unexpected-peer", run.master(), "dropped", "from", from, "expected", peer);
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
            return run.adopt(found.orElseThrow(() -> closed()));
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
