package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.transport.BufferPool;
import org.stockade.transport.MessageEndpoint;

/**
 * Sockets for datagrams, beside whatever transport has the connections: the JDK's channels and a
 * {@link Poller} of their own, started with the first socket. No thread that calls in here waits
 * for a peer.
 */
public final class DatagramSockets implements AutoCloseable {
    /** Buffers kept for reuse, of 64 KiB: one for each endpoint at work at the same moment. */
    private static final long KEPT_BYTES = 16L * 1024 * 1024;

    /** The poller looks at least five times as often. */
    private static final long LETTING_GO = TimeUnit.SECONDS.toNanos(1);

    private final BufferPool pool = new BufferPool(KEPT_BYTES);
    private final Set<DatagramListening> open = ConcurrentHashMap.newKeySet();

    /** When addresses were closed here, of the last moments. */
    private final Map<SockAddr, Long> left = new ConcurrentHashMap<>();

    private @Nullable Poller poller;
    private boolean closed;

    /**
     * Receives on an address. One that was closed and has clients left goes on with them.
     *
     * @param bind port 0 takes any free port
     * @throws IOException if the address cannot be bound; the message names it
     */
    public Listening listen(SockAddr bind, Newcomers newcomers) throws IOException {
        for (DatagramListening each : open) {
            if (bind.port() != 0
                    && each.local().equals(bind)
                    && !each.isTaken()
                    && each.open(newcomers)) {
                return new Handle(each, newcomers);
            }
        }
        DatagramListening made = bound(bind);
        open.add(made);
        made.open(newcomers);
        return new Handle(made, newcomers);
    }

    /** What was closed here is free only once the poller's thread has let go of it. */
    private DatagramListening bound(SockAddr bind) throws IOException {
        while (true) {
            try {
                return new DatagramListening(bind, poller(), pool, this::left);
            } catch (IOException taken) {
                Long when = left.get(bind);
                if (when == null || System.nanoTime() - when > LETTING_GO) {
                    throw taken;
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(5);
                } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                    throw taken;
                }
            }
        }
    }

    private void left(DatagramListening gone) {
        long now = System.nanoTime();
        left.values().removeIf(when -> now - when > LETTING_GO);
        left.put(gone.local(), now);
        open.remove(gone);
    }

    private record Handle(DatagramListening home, Newcomers newcomers) implements Listening {
        @Override
        public SockAddr local() {
            return home.local();
        }

        @Override
        public void close() {
            home.retire(newcomers);
        }
    }

    /**
     * An endpoint for one server; whether it is there shows when it is spoken to.
     *
     * @param local the address to bind first; port 0 takes any
     * @throws ConnectFailedException if there is no way to it, or the address cannot be had
     */
    public DatagramEndpoint connect(Optional<SockAddr> local, SockAddr to) throws IOException {
        DatagramChannel channel = null;
        try {
            channel =
                    DatagramChannel.open(
                            to.isIpv4()
                                    ? StandardProtocolFamily.INET
                                    : StandardProtocolFamily.INET6);
            channel.configureBlocking(false);
            if (local.isPresent()) {
                channel.bind(local.get().toSocket());
            }
            channel.connect(to.toSocket());
            return new MessageEndpoint(new ConnectedWire(channel, poller()), pool);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            throw ConnectFailedException.ours(
                    "server "
                            + to
                            + " cannot be spoken to in datagrams"
                            + local.map(from -> " from " + from).orElse("")
                            + ": "
                            + SocketListening.reason(e));
        }
    }

    private synchronized Poller poller() throws IOException {
        if (closed) {
            throw new IOException("the firewall is closed");
        }
        Poller started = poller;
        if (started == null) {
            started = new Poller("stockade-datagrams");
            poller = started;
        }
        return started;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        Poller started = poller;
        if (started != null) {
            started.close();
        }
    }
}
