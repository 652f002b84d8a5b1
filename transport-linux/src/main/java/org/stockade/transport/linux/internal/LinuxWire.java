package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.BufferPool;
import org.stockade.transport.Conduit;
import org.stockade.transport.Gate;
import org.stockade.transport.GatePair;
import org.stockade.transport.Lease;
import org.stockade.transport.SplicingWire;
import org.stockade.transport.Wire;

/**
 * One TCP socket of a loop, registered once for all its events, edge-triggered.
 *
 * <p>The loop and the threads it carries make their system calls without a lock: they exclude each
 * other, and the descriptor is closed on the loop only. Any other thread takes the lock, which the
 * closing takes too, so that no call ever goes to a descriptor that has become another's.
 */
final class LinuxWire implements SplicingWire, Pollable {
    /**
     * How much of a peer's input is read and thrown away on closing, so that it need not be reset.
     */
    private static final int DRAIN_LIMIT = 16 * BufferPool.NORMAL;

    private static final int SPLICE = Socket.SPLICE_F_MOVE | Socket.SPLICE_F_NONBLOCK;

    private static final int INTEREST = Epoll.IN | Epoll.OUT | Epoll.RDHUP | Epoll.EDGE;

    private final Loop loop;
    private final int fd;
    private final SockAddr remote;
    private final ReentrantLock others = new ReentrantLock();
    private volatile @Nullable SockAddr local;
    private volatile @Nullable Gate reader;
    private final GatePair writers = new GatePair();
    private volatile boolean readerWaits;
    private volatile boolean writerWaits;

    /** Something may be there to read; what has ended stays readable for ever. */
    private volatile boolean readable = true;

    private volatile boolean writable = true;
    private volatile boolean peerEnded;
    private volatile boolean registered;
    private volatile boolean closed;
    private boolean inputEnded;
    private volatile boolean gone;

    /**
     * @param local our address, {@code null} where the kernel must be asked for it
     */
    LinuxWire(Loop loop, int fd, @Nullable SockAddr local, SockAddr remote) {
        this.loop = loop;
        this.fd = fd;
        this.local = local;
        this.remote = remote;
        loop.load(1);
    }

    Loop loop() {
        return loop;
    }

    @Override
    public int fd() {
        return gone ? -1 : fd;
    }

    // Moving bytes

    @Override
    public int pull(ByteBuffer into) throws IOException {
        int room = into.remaining();
        // Before the call: what comes behind it is told by an event.
        readable = peerEnded;
        long count = receive(into, room);
        if (count > 0) {
            into.position(into.position() + (int) count);
            if (count == room) {
                readable = true;
            }
            if (loop.hasMoved((int) count) && loop.isHere() && Thread.currentThread().isVirtual()) {
                Thread.yield();
            }
            return (int) count;
        }
        if (count == 0) {
            readable = true;
            inputEnded = true;
            return room == 0 ? 0 : -1;
        }
        return 0;
    }

    /** The number of bytes, 0 at the end, -1 where nothing has come yet. */
    private long receive(ByteBuffer into, int room) throws IOException {
        if (!into.isDirect()) {
            return receiveByCopy(into, room);
        }
        long at = MemorySegment.ofBuffer(into).address();
        if (loop.isHere()) {
            checkOpen();
            return received(loop.caller, C.recv(loop.caller, fd, at, room, 0));
        }
        others.lock();
        try {
            checkOpen();
            Caller caller = Caller.passing();
            return received(caller, C.recv(caller, fd, at, room, 0));
        } finally {
            others.unlock();
        }
    }

    private long received(Caller caller, long count) throws IOException {
        if (count >= 0) {
            return count;
        }
        int errno = caller.errno();
        if (errno == Errno.EAGAIN) {
            return -1;
        }
        if (errno == Errno.EINTR) {
            readable = true;
            return -1;
        }
        readable = true;
        throw named(errno);
    }

    private long receiveByCopy(ByteBuffer into, int room) throws IOException {
        Lease through = loop.pool.lease(BufferPool.NORMAL);
        try {
            ByteBuffer bytes = through.bytes();
            bytes.clear().limit(Math.min(room, bytes.capacity()));
            long count = receive(bytes, bytes.remaining());
            if (count > 0) {
                into.put(into.position(), bytes, 0, (int) count);
                if (count == bytes.limit()) {
                    readable = true;
                }
            }
            return count;
        } finally {
            loop.pool.giveBack(through);
        }
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        int length = from.remaining();
        if (!from.isDirect()) {
            return pushByCopy(from, length);
        }
        writable = false;
        long at = MemorySegment.ofBuffer(from).address();
        int count = send(at, length, Socket.MSG_NOSIGNAL);
        from.position(from.position() + count);
        if (count == length) {
            writable = true;
        }
        return count;
    }

    @Override
    public int push(ByteBuffer first, ByteBuffer second) throws IOException {
        if (!first.isDirect() || !second.isDirect() || !loop.isHere()) {
            return SplicingWire.super.push(first, second);
        }
        checkOpen();
        writable = false;
        int length = first.remaining() + second.remaining();
        long one = MemorySegment.ofBuffer(first).address();
        long other = MemorySegment.ofBuffer(second).address();
        Caller caller = loop.caller;
        int count =
                sent(
                        caller,
                        Socket.send(caller, fd, one, first.remaining(), other, second.remaining()));
        int ofFirst = Math.min(count, first.remaining());
        first.position(first.position() + ofFirst);
        second.position(second.position() + count - ofFirst);
        if (count == length) {
            writable = true;
        }
        return count;
    }

    // Splicing; the loop's threads only

    /** Where both are of one loop, and the calling thread is too. */
    @Override
    public @Nullable Conduit conduitTo(Wire target) {
        if (!(target instanceof LinuxWire to) || to.loop != loop || !loop.isHere()) {
            return null;
        }
        Pipes.Pipe pipe = loop.pipes.lease();
        return pipe == null ? null : new PipeConduit(this, to, loop.pipes, pipe);
    }

    /** What has come, into a pipe: the number of bytes, 0 for nothing yet, -1 at the end. */
    int spliceInto(int pipe, int atMost) throws IOException {
        checkOpen();
        readable = peerEnded;
        Caller caller = loop.caller;
        long count = received(caller, C.splice(caller, fd, pipe, atMost, SPLICE));
        if (count < 0) {
            return 0;
        }
        readable = true;
        if (count == 0) {
            inputEnded = true;
            return -1;
        }
        if (loop.hasMoved((int) count)) {
            Thread.yield();
        }
        return (int) count;
    }

    /** What a pipe holds, as far as it goes; the number of bytes. */
    int spliceFrom(int pipe, int length) throws IOException {
        checkOpen();
        writable = false;
        Caller caller = loop.caller;
        int count = sent(caller, C.splice(caller, pipe, fd, length, SPLICE));
        if (count == length) {
            writable = true;
        }
        return count;
    }

    private int send(long at, int length, int flags) throws IOException {
        if (loop.isHere()) {
            checkOpen();
            return sent(loop.caller, C.send(loop.caller, fd, at, length, flags));
        }
        others.lock();
        try {
            checkOpen();
            Caller caller = Caller.passing();
            return sent(caller, C.send(caller, fd, at, length, flags));
        } finally {
            others.unlock();
        }
    }

    private int sent(Caller caller, long count) throws IOException {
        if (count >= 0) {
            return (int) count;
        }
        int errno = caller.errno();
        if (errno == Errno.EAGAIN) {
            return 0;
        }
        writable = true;
        if (errno == Errno.EINTR) {
            return 0;
        }
        throw named(errno);
    }

    private int pushByCopy(ByteBuffer from, int length) throws IOException {
        Lease through = loop.pool.lease(BufferPool.NORMAL);
        try {
            ByteBuffer bytes = through.bytes();
            int part = Math.min(length, bytes.capacity());
            bytes.clear().put(0, from, from.position(), part).limit(part);
            int count = push(bytes);
            from.position(from.position() + count);
            return count;
        } finally {
            loop.pool.giveBack(through);
        }
    }

    @Override
    public void pushEnd() throws IOException {
        exclusively(
                caller -> {
                    if (C.shutdown(caller, fd, Socket.SHUT_WR) < 0) {
                        throw named(caller.errno());
                    }
                });
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        Lease through = loop.pool.lease(BufferPool.NORMAL);
        try {
            through.bytes().put(0, octet);
            long at = MemorySegment.ofBuffer(through.bytes()).address();
            // Goes at once or not at all.
            if (send(at, 1, Socket.MSG_OOB | Socket.MSG_NOSIGNAL) != 1) {
                throw new IOException("urgent data for " + remote + " finds the send buffer full");
            }
        } finally {
            loop.pool.giveBack(through);
        }
    }

    private interface Calls {
        void with(Caller caller) throws IOException;
    }

    private void exclusively(Calls calls) throws IOException {
        if (loop.isHere()) {
            checkOpen();
            calls.with(loop.caller);
            return;
        }
        others.lock();
        try {
            checkOpen();
            calls.with(Caller.passing());
        } finally {
            others.unlock();
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private IOException named(int errno) {
        String text = Errno.text(errno);
        return switch (errno) {
            case Errno.ETIMEDOUT, Errno.EHOSTUNREACH, Errno.ENETUNREACH ->
                    new IOException("connection with " + remote + " broke: " + text);
            default ->
                    new ConnectionResetException(
                            "peer " + remote + " reset the connection: " + text);
        };
    }

    // Waiting

    @Override
    public void whenReadable(Gate gate) {
        reader = gate;
        readerWaits = true;
        if (closed || !isRegistered() || readable) {
            readerWaits = false;
            gate.open();
        }
    }

    @Override
    public void whenWritable(Gate gate) {
        writers.add(gate);
        writerWaits = true;
        if (closed || !isRegistered() || writable) {
            gate.open();
        }
    }

    /** Opens {@code gate} when the connection stands or has failed. */
    void whenConnected(Gate gate) {
        writable = false;
        whenWritable(gate);
    }

    /** The error that connecting has met; 0: none. */
    int pendingError() throws IOException {
        int[] error = new int[1];
        exclusively(caller -> error[0] = Socket.pendingError(caller, fd));
        return error[0];
    }

    /**
     * Registers at the first wait: a connection that never waits needs no registration. What it has
     * missed is told at once.
     *
     * @return whether events will come from now on
     */
    private boolean isRegistered() {
        if (registered) {
            return true;
        }
        try {
            exclusively(
                    caller -> {
                        if (!registered) {
                            registered = true;
                            readable = peerEnded;
                            loop.register(fd, INTEREST, this);
                        }
                    });
            return true;
        } catch (IOException impossible) {
            // Whoever waits sees the failure at his next call.
            registered = false;
            return false;
        }
    }

    @Override
    public void ready(int events) {
        if ((events & (Epoll.IN | Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0) {
            if ((events & (Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0) {
                peerEnded = true;
            }
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

    // Closing

    /**
     * Closes in order. A socket closed with input unread makes the kernel send a reset, and that
     * would destroy a final answer which the peer has not read yet: therefore half-close first,
     * then read what is there, so much at most, without waiting.
     */
    @Override
    public void close() {
        if (markClosed()) {
            loop.run(() -> shut(!inputEnded, false));
        }
    }

    @Override
    public void reset() {
        if (markClosed()) {
            loop.run(() -> shut(false, true));
        }
    }

    private boolean markClosed() {
        others.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            others.unlock();
        }
    }

    /** On the loop: no call of its threads is under way, and after {@link #closed} no other's. */
    private void shut(boolean drain, boolean reset) {
        Caller caller = loop.caller;
        if (drain) {
            drain(caller);
        }
        if (reset) {
            Socket.resetOnClose(caller, fd);
        }
        gone = true;
        if (registered) {
            loop.forget(fd);
        }
        C.close(caller, fd);
        loop.load(-1);
    }

    private void drain(Caller caller) {
        Lease into = loop.pool.lease(BufferPool.NORMAL);
        try {
            long at = MemorySegment.ofBuffer(into.bytes().clear()).address();
            long drained = C.recv(caller, fd, at, BufferPool.NORMAL, 0);
            if (drained > 0) {
                C.shutdown(caller, fd, Socket.SHUT_WR);
            }
            for (long count = drained; count > 0 && drained < DRAIN_LIMIT; drained += count) {
                count = C.recv(caller, fd, at, BufferPool.NORMAL, 0);
            }
        } finally {
            loop.pool.giveBack(into);
        }
    }

    @Override
    public SockAddr local() {
        SockAddr known = local;
        if (known == null) {
            try {
                exclusively(caller -> local = SocketAddress.local(caller, fd));
            } catch (IOException closedAlready) {
                return remote;
            }
            known = local;
        }
        return known == null ? remote : known;
    }

    @Override
    public SockAddr remote() {
        return remote;
    }
}
