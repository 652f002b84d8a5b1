package org.stockade.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.transport.BufferPool;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.PipeEndpoint;

/**
 * A network in memory, for tests without sockets: whoever connects to an address reaches whoever
 * listens on it, and nobody else.
 *
 * <p>{@code accepted} is called on the thread that connects, before {@link #connect} returns.
 */
public final class MemoryTransport implements Transport {
    /** What a direction holds that is on its way, as a rule. */
    public static final int CAPACITY = 64 * 1024;

    private final BufferPool pool = new BufferPool(1024 * 1024);

    /** Apart from the others, whose number tests look at. */
    private final BufferPool onTheWay = new BufferPool(1024 * 1024);

    private final Map<SockAddr, Consumer<Endpoint>> listeners = new ConcurrentHashMap<>();
    private final AtomicInteger freePort = new AtomicInteger(40000);
    private final int bytesPerRead;
    private final int capacity;

    /** A network whose reads give at most so many bytes each: 1 shows who relies on packets. */
    public MemoryTransport(int bytesPerRead) {
        this(bytesPerRead, CAPACITY);
    }

    /** Likewise, with directions that hold at most {@code capacity} bytes on their way. */
    public MemoryTransport(int bytesPerRead, int capacity) {
        this.bytesPerRead = bytesPerRead;
        this.capacity = capacity;
    }

    @Override
    public String name() {
        return "memory";
    }

    /** Where the endpoints' buffers come from. */
    public BufferPool buffers() {
        return pool;
    }

    @Override
    public Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException {
        SockAddr local = bind.port() == 0 ? bind.withPort(freePort.getAndIncrement()) : bind;
        if (listeners.putIfAbsent(local, accepted) != null) {
            throw new IOException("cannot listen on " + local + ": address already in use");
        }
        return new Listening() {
            @Override
            public SockAddr local() {
                return local;
            }

            @Override
            public void close() {
                listeners.remove(local, accepted);
            }
        };
    }

    @Override
    public Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit)
            throws IOException {
        SockAddr from = local.orElseGet(() -> SockAddr.of(to.isIpv4() ? "127.0.0.1" : "::1", 0));
        return dial(from, to);
    }

    /**
     * Connects a peer of a test.
     *
     * @param from port 0 takes any
     * @throws ConnectFailedException if nobody listens there
     */
    public Endpoint dial(SockAddr from, SockAddr to) throws ConnectFailedException {
        Consumer<Endpoint> listener = listeners.get(to);
        if (listener == null) {
            throw new ConnectFailedException("server " + to + " refused the connection", false);
        }
        Pair pair = pair(from, to);
        listener.accept(pair.server());
        return pair.client();
    }

    /** Two endpoints that are each other's peer, where no listener is wanted. */
    public Pair pair(SockAddr from, SockAddr to) {
        SockAddr client = from.port() == 0 ? from.withPort(freePort.getAndIncrement()) : from;
        PipeEndpoint.Pair made =
                PipeEndpoint.pair(
                        client, to, new PipeEndpoint.Shape(capacity, bytesPerRead), onTheWay, pool);
        return new Pair(made.one(), made.other());
    }

    @Override
    public Thread start(Optional<Endpoint> near, String name, Runnable work) {
        return Thread.ofVirtual().name(name).start(work);
    }

    /** Both ends of a connection. */
    public record Pair(BufferedEndpoint client, BufferedEndpoint server) {}
}
