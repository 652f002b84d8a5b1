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
import org.stockade.transport.Lease;

/**
 * The descriptor of one connection, and the system calls on it, none of which waits.
 *
 * <p>The loop and the threads it carries make their calls without a lock: they exclude each other,
 * and the descriptor is closed on the loop only. Any other thread takes the lock, which marking it
 * closed takes too, so that no call ever goes to a descriptor that has become another's.
 */
final class LinuxSocket {
    /** Nothing has come yet, or nothing can be sent now. */
    static final int AGAIN = -1;

    /** A signal came in between: to be tried again. */
    static final int INTERRUPTED = -2;

    /**
     * How much of a peer's input is read and thrown away on closing, so that it need not be reset.
     */
    private static final int DRAIN_LIMIT = 16 * BufferPool.NORMAL;

    private static final int SPLICE = Socket.SPLICE_F_MOVE | Socket.SPLICE_F_NONBLOCK;

    private final Loop loop;
    private final int fd;
    private final SockAddr remote;
    private volatile @Nullable SockAddr local;
    private final ReentrantLock others = new ReentrantLock();
    private volatile boolean closed;
    private volatile boolean gone;

    LinuxSocket(Loop loop, int fd, @Nullable SockAddr local, SockAddr remote) {
        this.loop = loop;
        this.fd = fd;
        this.local = local;
        this.remote = remote;
        loop.load(1);
    }

    /** System calls of one kind. */
    private interface Calls {
        long with(Caller caller) throws IOException;
    }

    private long call(Calls calls) throws IOException {
        if (loop.isHere()) {
            checkOpen();
            return calls.with(loop.caller);
        }
        others.lock();
        try {
            checkOpen();
            return calls.with(Caller.passing());
        } finally {
            others.unlock();
        }
    }

    void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** The number of bytes, 0 at the peer's end, {@link #AGAIN}, {@link #INTERRUPTED}. */
    int receive(ByteBuffer into) throws IOException {
        if (!into.isDirect()) {
            return receiveByCopy(into);
        }
        long at = MemorySegment.ofBuffer(into).address();
        int room = into.remaining();
        int count;
        if (loop.isHere()) {
            // The way of nearly every call, and so without anything between.
            checkOpen();
            Caller caller = loop.caller;
            count = result(caller, C.recv(caller, fd, at, room, 0));
        } else {
            count = (int) call(caller -> result(caller, C.recv(caller, fd, at, room, 0)));
        }
        into.position(into.position() + Math.max(0, count));
        return count;
    }

    private int receiveByCopy(ByteBuffer into) throws IOException {
        Lease through = loop.pool.lease(BufferPool.NORMAL);
        try {
            ByteBuffer bytes = through.bytes();
            bytes.clear().limit(Math.min(into.remaining(), bytes.capacity()));
            int count = receive(bytes);
            if (count > 0) {
                into.put(bytes.flip());
            }
            return count;
        } finally {
            loop.pool.giveBack(through);
        }
    }

    /** The number of bytes, {@link #AGAIN}, {@link #INTERRUPTED}. */
    int send(ByteBuffer from) throws IOException {
        if (!from.isDirect()) {
            return sendByCopy(from);
        }
        long at = MemorySegment.ofBuffer(from).address();
        int length = from.remaining();
        int count;
        if (loop.isHere()) {
            checkOpen();
            Caller caller = loop.caller;
            count = result(caller, C.send(caller, fd, at, length, Socket.MSG_NOSIGNAL));
        } else {
            count = (int) call(caller -> result(caller, sendSlowly(caller, at, length)));
        }
        from.position(from.position() + Math.max(0, count));
        return count;
    }

    private long sendSlowly(Caller caller, long at, int length) {
        return C.send(caller, fd, at, length, Socket.MSG_NOSIGNAL);
    }

    private int sendByCopy(ByteBuffer from) throws IOException {
        Lease through = loop.pool.lease(BufferPool.NORMAL);
        try {
            ByteBuffer bytes = through.bytes();
            int part = Math.min(from.remaining(), bytes.capacity());
            bytes.clear().put(0, from, from.position(), part).limit(part);
            int count = send(bytes);
            from.position(from.position() + Math.max(0, count));
            return count;
        } finally {
            loop.pool.giveBack(through);
        }
    }

    /** Two direct buffers in one segment; as {@link #send(ByteBuffer)}. */
    int send(ByteBuffer first, ByteBuffer second) throws IOException {
        int length = first.remaining();
        long at = MemorySegment.ofBuffer(first).address();
        int lengthToo = second.remaining();
        long atToo = MemorySegment.ofBuffer(second).address();
        int count =
                (int)
                        call(
                                caller ->
                                        result(
                                                caller,
                                                Socket.send(
                                                        caller, fd, at, length, atToo, lengthToo)));
        int ofFirst = Math.min(Math.max(0, count), length);
        first.position(first.position() + ofFirst);
        second.position(second.position() + Math.max(0, count) - ofFirst);
        return count;
    }

    /** On the loop: what has come, into a pipe; as {@link #receive}. */
    int spliceInto(int pipe, int atMost) throws IOException {
        checkOpen();
        return result(loop.caller, C.splice(loop.caller, fd, pipe, atMost, SPLICE));
    }

    /** On the loop: what a pipe holds; as {@link #send}. */
    int spliceFrom(int pipe, int length) throws IOException {
        checkOpen();
        return result(loop.caller, C.splice(loop.caller, pipe, fd, length, SPLICE));
    }

    /** A failure as an exception, unless it only means "not now" or "once more". */
    private int result(Caller caller, long count) throws IOException {
        if (count >= 0) {
            return (int) count;
        }
        int errno = caller.errno();
        if (errno == Errno.EAGAIN) {
            return AGAIN;
        }
        if (errno == Errno.EINTR) {
            return INTERRUPTED;
        }
        throw named(errno);
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

    void sendUrgent(byte octet) throws IOException {
        Lease through = loop.pool.lease(BufferPool.NORMAL);
        try {
            through.bytes().put(0, octet);
            long at = MemorySegment.ofBuffer(through.bytes()).address();
            int flags = Socket.MSG_OOB | Socket.MSG_NOSIGNAL;
            // Goes at once or not at all.
            if (call(caller -> result(caller, C.send(caller, fd, at, 1, flags))) != 1) {
                throw new IOException("urgent data for " + remote + " finds the send buffer full");
            }
        } finally {
            loop.pool.giveBack(through);
        }
    }

    void endOutput() throws IOException {
        call(caller -> result(caller, C.shutdown(caller, fd, Socket.SHUT_WR)));
    }

    /** The error that connecting has met; 0: none. */
    int pendingError() throws IOException {
        return (int) call(caller -> Socket.pendingError(caller, fd));
    }

    /** Wants events from now on. */
    void register(int interest, Pollable wire) throws IOException {
        call(
                caller -> {
                    loop.register(fd, interest, wire);
                    return 0;
                });
    }

    /** No call is made any more; {@code false} if that was so before. From any thread. */
    boolean markClosed() {
        others.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            others.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Closes what was marked closed; soon, on the loop.
     *
     * @param drain whether input may be unread: a socket closed so makes the kernel send a reset,
     *     and that would destroy a final answer which the peer has not read yet; therefore
     *     half-close first, then read what is there, so much at most, without waiting
     * @param reset whether the peer shall see a reset
     */
    void shut(boolean drain, boolean reset) {
        loop.run(
                () -> {
                    Caller caller = loop.caller;
                    if (drain) {
                        drain(caller);
                    }
                    if (reset) {
                        Socket.resetOnClose(caller, fd);
                    }
                    gone = true;
                    loop.forget(fd);
                    C.close(caller, fd);
                    loop.load(-1);
                });
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

    int fd() {
        return gone ? -1 : fd;
    }

    SockAddr local() {
        SockAddr known = local;
        if (known != null) {
            return known;
        }
        try {
            call(
                    caller -> {
                        local = SocketAddress.local(caller, fd);
                        return 0;
                    });
        } catch (IOException closedAlready) {
            return remote;
        }
        SockAddr told = local;
        return told == null ? remote : told;
    }

    SockAddr remote() {
        return remote;
    }
}
