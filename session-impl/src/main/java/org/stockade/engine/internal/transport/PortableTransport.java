package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.log.EventLog;
import org.stockade.transport.BufferPool;

/**
 * The transport that works everywhere: the JDK's channels and its scheduler of virtual threads.
 *
 * <p>The channels are non-blocking and {@link Poller}s do the waiting, because a blocking read of
 * the JDK cannot be woken without ending it.
 */
public final class PortableTransport implements Transport {
    private static final EventLog LOG = EventLog.of("core");

    /** Buffers kept for reuse, in all: those of 2,000 endpoints at work. */
    private static final long KEPT_BYTES = 32L * 1024 * 1024;

    private final BufferPool pool = new BufferPool(KEPT_BYTES);
    private final List<Poller> pollers = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Listening> listening = ConcurrentHashMap.newKeySet();

    /**
     * Starts the pollers.
     *
     * @throws IOException if the process has no descriptor left
     */
    public PortableTransport() throws IOException {
        int count = Runtime.getRuntime().availableProcessors() < 4 ? 1 : 2;
        for (int i = 0; i < count; i++) {
            pollers.add(new Poller("stockade-poller-" + i));
        }
    }

    @Override
    public String name() {
        return "portable";
    }

    /** Where the endpoints' buffers come from. */
    public BufferPool buffers() {
        return pool;
    }

    @Override
    public Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException {
        Listening opened =
                new SocketListening(bind, channel -> admit(channel, accepted), listening::remove);
        listening.add(opened);
        return opened;
    }

    private void admit(SocketChannel channel, Consumer<Endpoint> accepted) {
        SocketEndpoint endpoint;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SockAddr remote = SockAddr.of((InetSocketAddress) channel.getRemoteAddress());
            endpoint = new SocketEndpoint(new SocketWire(channel, remote, poller(), pool), pool);
        } catch (IOException | RuntimeException peerIsGone) {
            LOG.debug("accept-failed", null, "connection was gone at once", "error", peerIsGone);
            closeQuietly(channel);
            return;
        }
        endpoint.giveTo(accepted, LOG);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException closedAllTheSame) {
            // It was of no use to anybody.
        }
    }

    @Override
    public Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit)
            throws IOException {
        return new SocketEndpoint(
                new SocketConnecting(local, to, limit).connect(poller(), pool), pool);
    }

    private Poller poller() {
        return pollers.get(Math.floorMod(next.getAndIncrement(), pollers.size()));
    }

    @Override
    public Thread start(Optional<Endpoint> near, String name, Runnable work) {
        return Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler(PortableTransport::died)
                .start(work);
    }

    private static void died(Thread thread, Throwable why) {
        LOG.error("thread-died", null, "a thread ended unexpectedly", "thread", thread, "why", why);
    }

    /** Stops listening, and resets the connections that are left. */
    @Override
    public void close() throws IOException {
        for (Listening one : listening) {
            one.close();
        }
        for (Poller poller : pollers) {
            poller.close();
        }
    }
}
