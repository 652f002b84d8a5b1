package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.DatagramWire;
import org.stockade.transport.Gate;

/**
 * One client of a socket that has many: its datagrams wait in a queue of its own, and what it is
 * sent goes out of the socket that it has spoken to.
 *
 * <p>Its monitor is held for a few instructions, within which nothing waits.
 */
final class QueuedWire implements DatagramWire {
    /** Datagrams that wait at most. */
    static final int MOST = 256;

    /** Bytes that wait at most; one datagram always may. */
    static final int MOST_BYTES = 256 * 1024;

    private final DatagramListening home;
    private final InetSocketAddress peer;
    private final SockAddr remote;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(2);
    private int waitingBytes;
    private long lost;
    private boolean closed;
    private @Nullable Gate reader;

    QueuedWire(DatagramListening home, InetSocketAddress peer) {
        this.home = home;
        this.peer = peer;
        this.remote = SockAddr.of(peer);
    }

    /** One more has come: where there is no room the oldest are lost. */
    synchronized void offer(ByteBuffer datagram) {
        int cost = cost(datagram.remaining());
        while (!waiting.isEmpty() && (waiting.size() >= MOST || waitingBytes + cost > MOST_BYTES)) {
            forget(waiting.removeFirst());
            lost++;
        }
        if (closed || !home.keeps(cost)) {
            lost++;
            return;
        }
        byte[] kept = new byte[datagram.remaining()];
        datagram.get(kept);
        waiting.addLast(kept);
        waitingBytes += cost;
        if (reader != null) {
            reader.open();
        }
    }

    /** One has come that nobody may have: it is too large. */
    synchronized void miss() {
        lost++;
    }

    private static int cost(int size) {
        return size + DatagramListening.OVERHEAD;
    }

    private void forget(byte[] datagram) {
        int cost = cost(datagram.length);
        waitingBytes -= cost;
        home.lets(cost);
    }

    @Override
    public synchronized boolean receive(ByteBuffer into) throws IOException {
        byte[] first = waiting.pollFirst();
        if (first == null) {
            if (closed) {
                throw new ClosedChannelException();
            }
            return false;
        }
        forget(first);
        into.put(first);
        return true;
    }

    @Override
    public boolean send(ByteBuffer datagram) throws IOException {
        return home.send(datagram, peer);
    }

    @Override
    public synchronized void whenReadable(Gate gate) {
        reader = gate;
        if (closed || !waiting.isEmpty()) {
            gate.open();
        }
    }

    @Override
    public boolean ticks() {
        return true;
    }

    void tick(long now) {
        Gate gate;
        synchronized (this) {
            gate = reader;
        }
        if (gate != null) {
            gate.tick(now);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            while (!waiting.isEmpty()) {
                forget(waiting.removeFirst());
                lost++;
            }
            if (reader != null) {
                reader.open();
            }
        }
        home.leave(peer, this);
    }

    @Override
    public void reset() {
        close();
    }

    @Override
    public synchronized long lost() {
        return lost;
    }

    @Override
    public synchronized long held() {
        return waitingBytes;
    }

    @Override
    public SockAddr local() {
        return home.local();
    }

    @Override
    public SockAddr remote() {
        return remote;
    }
}
