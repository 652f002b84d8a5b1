package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.log.EventLog;
import org.stockade.transport.BufferPool;
import org.stockade.transport.MessageEndpoint;

/**
 * A bound socket for datagrams and its clients, by their addresses (core.md section 23): all that
 * comes from one of them goes to its endpoint until that is closed.
 *
 * <p>When nobody listens any more the socket stays open for the clients there are, whose answers
 * must come from here, and is closed after the last of them.
 */
final class DatagramListening implements Polled {
    /** What a datagram that waits costs besides its bytes. */
    static final int OVERHEAD = 64;

    /** Bytes that wait in the queues of all its clients together at most. */
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    /** Asked of the kernel, which gives what its administrator permits. */
    private static final int RECEIVE_BUFFER = 1024 * 1024;

    /** So many are taken in before other sockets get their turn. */
    private static final int TURN = 64;

    private static final EventLog LOG = EventLog.of("core");

    private final DatagramChannel channel;
    private final SockAddr local;
    private final Poller poller;
    private final BufferPool pool;
    private final Consumer<DatagramListening> closed;
    private final ConcurrentMap<InetSocketAddress, QueuedWire> clients = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /** Of the poller's threads, which take turns. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BufferPool.LARGEST);

    private volatile @Nullable Newcomers newcomers;
    private boolean registered;
    private long quietUntil;

    /** Binds; nothing comes before {@link #open}. */
    DatagramListening(
            SockAddr bind, Poller poller, BufferPool pool, Consumer<DatagramListening> closed)
            throws IOException {
        this.poller = poller;
        this.pool = pool;
        this.closed = closed;
        this.channel = bound(bind);
        this.local = SockAddr.of((InetSocketAddress) channel.getLocalAddress());
    }

    private static DatagramChannel bound(SockAddr bind) throws IOException {
        DatagramChannel opened = null;
        try {
            opened =
                    DatagramChannel.open(
                            bind.isIpv4()
                                    ? StandardProtocolFamily.INET
                                    : StandardProtocolFamily.INET6);
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            return opened.bind(bind.toSocket());
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            throw new IOException(
                    "cannot receive datagrams on " + bind + ": " + SocketListening.reason(e), e);
        }
    }

    /** Lets these decide on new clients from now on; {@code false}: it is closed. */
    synchronized boolean open(Newcomers deciding) {
        if (!channel.isOpen()) {
            return false;
        }
        newcomers = deciding;
        poller.arm(this);
        return true;
    }

    /** Takes no new clients on behalf of these any more. */
    synchronized void retire(Newcomers deciding) {
        if (newcomers == deciding) {
            newcomers = null;
            closeIfDone();
        }
    }

    /** Whether somebody decides on new clients. */
    boolean isTaken() {
        return newcomers != null;
    }

    SockAddr local() {
        return local;
    }

    // Coming in, on the poller's thread

    @Override
    public void armNow() {
        try {
            if (!registered) {
                registered = true;
                poller.register(channel, SelectionKey.OP_READ, this);
            }
        } catch (ClosedChannelException gone) {
            // Nobody waits for it any more.
        }
    }

    @Override
    public void ready(SelectionKey selected) {
        try {
            for (int turn = 0; turn < TURN; turn++) {
                buffer.clear();
                if (!(channel.receive(buffer) instanceof InetSocketAddress from)) {
                    return;
                }
                take(from, buffer.flip());
            }
        } catch (ClosedChannelException gone) {
            // The last has left.
        } catch (IOException | RuntimeException | Error broken) {
            complain(broken);
        }
    }

    private void take(InetSocketAddress from, ByteBuffer datagram) {
        QueuedWire known = clients.get(from);
        if (datagram.remaining() > DatagramEndpoint.LARGEST) {
            if (known != null) {
                known.miss();
            }
            return;
        }
        if (known != null) {
            known.offer(datagram);
            return;
        }
        Newcomers deciding = newcomers;
        // From port 0 nobody can be answered.
        if (deciding != null && from.getPort() != 0 && deciding.admits(from.getAddress())) {
            begin(deciding, from, datagram);
        }
    }

    private void begin(Newcomers deciding, InetSocketAddress from, ByteBuffer first) {
        QueuedWire wire = new QueuedWire(this, from);
        MessageEndpoint client = new MessageEndpoint(wire, pool);
        clients.put(from, wire);
        wire.offer(first);
        try {
            deciding.accepted(client);
        } catch (RuntimeException | Error e) {
            client.abort();
            throw e;
        }
    }

    /** One line a minute: what fails for one datagram fails for the next. */
    private void complain(Throwable why) {
        long now = System.nanoTime();
        if (quietUntil == 0 || now - quietUntil > 0) {
            quietUntil = now + TimeUnit.MINUTES.toNanos(1);
            LOG.error(
                    "receive-failed", null, "a datagram is lost", "listener", local, "error", why);
        }
    }

    @Override
    public void tick(long now) {
        clients.values().forEach(each -> each.tick(now));
    }

    @Override
    public void abandon() {
        clients.values().forEach(QueuedWire::close);
        close();
    }

    // For its clients

    /** Whether there is room for so many bytes more, which are counted then. */
    boolean keeps(int bytes) {
        return waitingBytes.getAndUpdate(now -> now + bytes <= MOST_BYTES ? now + bytes : now)
                        + bytes
                <= MOST_BYTES;
    }

    /** So many bytes wait no more. */
    void lets(int bytes) {
        waitingBytes.addAndGet(-bytes);
    }

    /**
     * Sends from here, without waiting.
     *
     * @return {@code false}: the system did not take it
     */
    boolean send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
        int size = datagram.remaining();
        try {
            return channel.send(datagram, to) == size;
        } catch (ClosedChannelException gone) {
            throw gone;
        } catch (IOException notTaken) {
            // No route, too large for the way, no buffer: as lost as it might be further on.
            return false;
        }
    }

    /** A client's endpoint is closed: what comes from there next begins anew. */
    synchronized void leave(InetSocketAddress peer, QueuedWire wire) {
        if (clients.remove(peer, wire)) {
            closeIfDone();
        }
    }

    private void closeIfDone() {
        if (newcomers == null && clients.isEmpty()) {
            close();
        }
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException closedAllTheSame) {
            // Nothing comes any more, whatever the kernel says.
        }
        poller.changed();
        closed.accept(this);
    }
}
