package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.BufferPool;
import org.stockade.transport.Gate;
import org.stockade.transport.GatePair;
import org.stockade.transport.Lease;
import org.stockade.transport.Wire;

/** A non-blocking TCP socket whose readiness a {@link Poller} tells. */
final class SocketWire implements Wire, Polled {
    /**
     * How much of a peer's input is read and thrown away on closing, so that it need not be reset.
     */
    private static final int DRAIN_LIMIT = 16 * BufferPool.NORMAL;

    private static final VarHandle WANTED;

    static {
        try {
            WANTED = MethodHandles.lookup().findVarHandle(SocketWire.class, "wanted", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final SocketChannel channel;
    private final Poller poller;
    private final BufferPool pool;
    private volatile SockAddr local;
    private final SockAddr remote;
    private volatile @Nullable SelectionKey key;
    private volatile @Nullable Gate reader;
    private final GatePair writers = new GatePair();
    private volatile @Nullable Gate connecting;
    private volatile boolean readerWaits;

    /** Operations that the poller is still to be told of. By {@link #WANTED} alone. */
    @SuppressWarnings("unused")
    private volatile int wanted;

    private volatile boolean inputEnded;

    /** Of a channel that is connected to {@code remote}, or about to be. */
    SocketWire(SocketChannel channel, SockAddr remote, Poller poller, BufferPool pool)
            throws IOException {
        this.channel = channel;
        this.poller = poller;
        this.pool = pool;
        this.remote = remote;
        this.local = remote;
        readLocal();
    }

    /** Asks the kernel for our address: before the connection stands it may have none. */
    void readLocal() throws IOException {
        if (channel.getLocalAddress() instanceof InetSocketAddress bound) {
            local = SockAddr.of(bound);
        }
    }

    @Override
    public int pull(ByteBuffer into) throws IOException {
        try {
            int count = channel.read(into);
            if (count < 0) {
                inputEnded = true;
            }
            return count;
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        try {
            return channel.write(from);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void pushEnd() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        // Goes at once or not at all: in the non-blocking mode it fails on a full send buffer.
        channel.socket().sendUrgentData(octet & 0xff);
    }

    /** A reset has more than one name, and some of them depend on the language of the machine. */
    private IOException named(IOException e) {
        if (e instanceof ClosedChannelException) {
            return e;
        }
        String text = String.valueOf(e.getMessage());
        return text.contains("timed out") || text.contains("unreachable")
                ? new IOException("connection with " + remote + " broke: " + text, e)
                : new ConnectionResetException("peer " + remote + " reset the connection: " + text);
    }

    @Override
    public void whenReadable(Gate gate) {
        reader = gate;
        readerWaits = true;
        arm(SelectionKey.OP_READ, gate);
    }

    @Override
    public void whenWritable(Gate gate) {
        writers.add(gate);
        arm(SelectionKey.OP_WRITE, gate);
    }

    /** Opens {@code gate} when the connection stands or has failed. */
    void whenConnected(Gate gate) {
        connecting = gate;
        arm(SelectionKey.OP_CONNECT, gate);
    }

    private void arm(int operation, Gate gate) {
        try {
            SelectionKey known = key;
            if (known != null && (known.interestOps() & operation) != 0) {
                return;
            }
        } catch (CancelledKeyException closed) {
            gate.open();
            return;
        }
        WANTED.getAndBitwiseOr(this, operation);
        poller.arm(this);
    }

    @Override
    public synchronized void armNow() {
        int operations = (int) WANTED.getAndSet(this, 0);
        try {
            SelectionKey known = key;
            if (known == null) {
                key = poller.register(channel, operations, this);
            } else {
                known.interestOpsOr(operations);
            }
        } catch (ClosedChannelException | CancelledKeyException closed) {
            openAll();
        }
    }

    @Override
    public void abandon() {
        reset();
        openAll();
    }

    private void openAll() {
        open(reader);
        open(connecting);
        writers.open();
    }

    @Override
    public boolean ticks() {
        return true;
    }

    @Override
    public void tick(long now) {
        Gate reading = reader;
        if (reading != null) {
            reading.tick(now);
        }
        writers.tick(now);
    }

    @Override
    public void ready(SelectionKey selected) {
        int operations = selected.readyOps();
        if ((operations & SelectionKey.OP_READ) != 0) {
            readable(selected);
        }
        int others = operations & ~SelectionKey.OP_READ;
        if (others != 0) {
            selected.interestOpsAnd(~others);
            open(connecting);
            connecting = null;
            writers.open();
        }
    }

    /**
     * The interest in reading stays, because whoever reads will soon wait again, and to drop and
     * renew it costs two system calls. It is dropped when bytes have come that nobody waits for.
     */
    private void readable(SelectionKey selected) {
        if (readerWaits) {
            readerWaits = false;
            open(reader);
            return;
        }
        selected.interestOpsAnd(~SelectionKey.OP_READ);
        if (readerWaits) {
            // He came meanwhile, and may have found the interest not dropped yet.
            selected.interestOpsOr(SelectionKey.OP_READ);
        }
    }

    private static void open(@Nullable Gate gate) {
        if (gate != null) {
            gate.open();
        }
    }

    /**
     * Closes in order. A socket closed with input unread makes the kernel send a reset, and that
     * would destroy a final answer which the peer has not read yet: therefore half-close first,
     * then read what is there, so much at most, without waiting.
     */
    @Override
    public void close() {
        if (!inputEnded) {
            drain();
        }
        shut();
    }

    private void drain() {
        Lease into = pool.lease(BufferPool.NORMAL);
        try {
            int drained = channel.read(into.bytes().clear());
            if (drained > 0) {
                channel.shutdownOutput();
            }
            for (int count = drained; count > 0 && drained < DRAIN_LIMIT; drained += count) {
                count = channel.read(into.bytes().clear());
            }
        } catch (IOException peerIsGone) {
            // Nobody is left who could miss the answer.
        } finally {
            pool.giveBack(into);
        }
    }

    @Override
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException closedAlready) {
            // Then there is nothing left to reset.
        }
        shut();
    }

    private void shut() {
        try {
            channel.close();
        } catch (IOException closedAllTheSame) {
            // The descriptor is gone whatever the kernel says.
        }
        if (key != null) {
            // A registered channel is closed by its selector's next turn.
            poller.changed();
        }
    }

    @Override
    public SockAddr local() {
        return local;
    }

    @Override
    public SockAddr remote() {
        return remote;
    }
}
