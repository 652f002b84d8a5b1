package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.Conduit;
import org.stockade.transport.Gate;
import org.stockade.transport.GatePair;
import org.stockade.transport.SplicingWire;
import org.stockade.transport.Wire;

/**
 * One connection of a loop: registered once for all its events, edge-triggered.
 *
 * <p>Whether it is readable is noted before each call that reads, and set again by whatever says
 * so: an event, a read that took all it could, an end. So an event that comes between the call and
 * the wait is never lost. Likewise for writing.
 */
final class LinuxWire implements SplicingWire, Pollable {
    private static final int INTEREST = Epoll.IN | Epoll.OUT | Epoll.RDHUP | Epoll.EDGE;

    private final Loop loop;
    private final LinuxSocket socket;
    private volatile @Nullable Gate reader;
    private final GatePair writers = new GatePair();
    private volatile boolean readerWaits;
    private volatile boolean writerWaits;
    private volatile boolean readable = true;
    private volatile boolean writable = true;

    /** It has ended or failed: it stays readable for ever, and that is told once only. */
    private volatile boolean peerEnded;

    /** It has failed, or both have ended. */
    private volatile boolean hungUp;

    private volatile boolean registered;
    private volatile boolean inputEnded;

    /** Our end is to be told still: {@link #pushEnd}. */
    private volatile boolean endOwed;

    LinuxWire(Loop loop, LinuxSocket socket) {
        this.loop = loop;
        this.socket = socket;
    }

    Loop loop() {
        return loop;
    }

    // Moving bytes

    @Override
    public int pull(ByteBuffer into) throws IOException {
        int room = into.remaining();
        readable = peerEnded;
        int count = hasRead(socket.receive(into));
        if (count == room) {
            readable = true;
        }
        return count;
    }

    private int hasRead(int count) {
        if (count > 0) {
            if (loop.hasMoved(count) && loop.isHere() && Thread.currentThread().isVirtual()) {
                Thread.yield();
            }
            return count;
        }
        if (count == 0) {
            readable = true;
            inputEnded = true;
            if (endOwed) {
                endOwed = false;
                closeBothEnded();
            }
            return -1;
        }
        if (count == LinuxSocket.INTERRUPTED) {
            readable = true;
        }
        return 0;
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        writable = false;
        int length = from.remaining();
        return hasWritten(socket.send(from), length);
    }

    @Override
    public int push(ByteBuffer first, ByteBuffer second) throws IOException {
        if (!first.isDirect() || !second.isDirect()) {
            return SplicingWire.super.push(first, second);
        }
        writable = false;
        int length = first.remaining() + second.remaining();
        return hasWritten(socket.send(first, second), length);
    }

    private int hasWritten(int count, int length) {
        if (count == length || count == LinuxSocket.INTERRUPTED) {
            writable = true;
        }
        return Math.max(0, count);
    }

    /** Where both are of one loop, and the calling thread is too. */
    @Override
    public @Nullable Conduit conduitTo(Wire target) {
        if (!(target instanceof LinuxWire to) || to.loop != loop || !loop.isHere()) {
            return null;
        }
        Pipes.Pipe pipe = loop.pipes.lease();
        return pipe == null ? null : new PipeConduit(this, to, loop.pipes, pipe);
    }

    /** As {@link #pull}, into a pipe. */
    int spliceInto(int pipe, int atMost) throws IOException {
        readable = peerEnded;
        int count = hasRead(socket.spliceInto(pipe, atMost));
        if (count > 0) {
            // There may be more than the pipe had room for.
            readable = true;
        }
        return count;
    }

    /** As {@link #push}, out of a pipe. */
    int spliceFrom(int pipe, int length) throws IOException {
        writable = false;
        return hasWritten(socket.spliceFrom(pipe, length), length);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the peer's end was read before, this is the connection's end: closing tells the peer
     * the same and saves a call. Where the peer is known to have ended and that was not read yet,
     * most likely it is in this turn of the loop: our end waits for that, until the turn is over.
     */
    @Override
    public void pushEnd() throws IOException {
        if (!loop.isHere()) {
            socket.endOutput();
        } else if (inputEnded) {
            closeBothEnded();
        } else if (peerEnded && !hungUp) {
            socket.checkOpen();
            endOwed = true;
            loop.afterTurn(this::payEnd);
        } else {
            socket.endOutput();
        }
    }

    /** The turn is over. */
    private void payEnd() {
        if (endOwed) {
            endOwed = false;
            try {
                socket.endOutput();
            } catch (IOException gone) {
                // Whoever reads is told, or has closed it.
                return;
            }
        }
    }

    /** Both directions have ended, and all input was read. */
    private void closeBothEnded() {
        // It can be asked for as long as the endpoint is there.
        socket.local();
        close();
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        socket.sendUrgent(octet);
    }

    // Waiting

    @Override
    public boolean isQuiet() {
        return registered && !readable;
    }

    @Override
    public void whenReadable(Gate gate) {
        reader = gate;
        readerWaits = true;
        if (!isRegistered() || readable) {
            readerWaits = false;
            gate.open();
        }
    }

    @Override
    public void whenWritable(Gate gate) {
        writers.add(gate);
        writerWaits = true;
        if (!isRegistered() || writable) {
            gate.open();
        }
    }

    /** Opens {@code gate} when the connection stands or has failed. */
    void whenConnected(Gate gate) {
        writable = false;
        whenWritable(gate);
    }

    /**
     * Registers at the first wait: a connection that never waits needs no registration. What it has
     * missed is told at once.
     *
     * @return whether events will come from now on; not of a socket that is closed
     */
    private boolean isRegistered() {
        if (registered) {
            return !socket.isClosed();
        }
        synchronized (this) {
            if (!registered) {
                registered = true;
                readable = peerEnded;
                try {
                    socket.register(INTEREST, this);
                } catch (IOException impossible) {
                    // Whoever waits sees the failure at his next call.
                    registered = false;
                    readable = true;
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void ready(int events) {
        if ((events & (Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0) {
            peerEnded = true;
        }
        if ((events & (Epoll.HUP | Epoll.ERR)) != 0) {
            hungUp = true;
        }
        if ((events & (Epoll.IN | Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0) {
            readable = true;
            if (readerWaits) {
                readerWaits = false;
                open(reader);
            }
        }
        if ((events & (Epoll.OUT | Epoll.HUP | Epoll.ERR)) != 0) {
            writable = true;
            if (writerWaits) {
                writerWaits = false;
                writers.open();
            }
        }
    }

    private static void open(@Nullable Gate gate) {
        if (gate != null) {
            gate.open();
        }
    }

    @Override
    public long now() {
        return loop.now();
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
    public void abandon() {
        reset();
        open(reader);
        writers.open();
    }

    /** Whether the peer's end or a failure was told. */
    boolean hasEnded() {
        return peerEnded;
    }

    /** The error that connecting has met; 0: none. */
    int pendingError() throws IOException {
        return socket.pendingError();
    }

    // Closing

    @Override
    public void close() {
        if (socket.markClosed()) {
            socket.shut(!inputEnded, false);
        }
    }

    @Override
    public void reset() {
        if (socket.markClosed()) {
            socket.shut(false, true);
        }
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public SockAddr local() {
        return socket.local();
    }

    @Override
    public SockAddr remote() {
        return socket.remote();
    }
}
