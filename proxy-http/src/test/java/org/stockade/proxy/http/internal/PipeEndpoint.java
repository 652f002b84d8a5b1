package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.Watch;

/** One end of a connection in memory, for tests that need no engine. */
final class PipeEndpoint implements Endpoint {
    private static final int MOST_UNREAD = 65536;

    private final ReentrantLock lock;
    private final Condition changed;
    private final int bytesPerRead;
    private @Nullable PipeEndpoint peer;
    private byte[] wire = new byte[0];
    private byte[] unread = new byte[0];
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean closed;
    private boolean reset;
    private long deadline = Long.MAX_VALUE;
    private String limited = "";
    private boolean finishing;
    private long received;
    private long sent;

    private PipeEndpoint(ReentrantLock lock, Condition changed, int bytesPerRead) {
        this.lock = lock;
        this.changed = changed;
        this.bytesPerRead = bytesPerRead;
    }

    /** Two ends that meet; each read gives at most so many bytes. */
    static PipeEndpoint[] pair(int bytesPerRead) {
        ReentrantLock lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        PipeEndpoint a = new PipeEndpoint(lock, changed, bytesPerRead);
        PipeEndpoint b = new PipeEndpoint(lock, changed, bytesPerRead);
        a.peer = b;
        b.peer = a;
        return new PipeEndpoint[] {a, b};
    }

    /** An endpoint whose peer has sent this, and, behind {@code <EOF>}, ended. */
    static PipeEndpoint holding(String wire, int bytesPerRead) throws IOException {
        PipeEndpoint[] pair = pair(bytesPerRead);
        boolean ends = wire.endsWith("<EOF>");
        pair[1].send(ends ? wire.substring(0, wire.length() - 5) : wire);
        if (ends) {
            pair[1].endOutput();
        }
        return pair[0];
    }

    void send(String wire) throws IOException {
        write(ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** What is unread here and on the wire. */
    String rest() {
        lock.lock();
        try {
            return new String(unread, StandardCharsets.ISO_8859_1)
                    + new String(wire, StandardCharsets.ISO_8859_1);
        } finally {
            lock.unlock();
        }
    }

    void finish() {
        lock.lock();
        try {
            finishing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean wasReset() {
        return reset;
    }

    private PipeEndpoint peer() {
        return java.util.Objects.requireNonNull(peer);
    }

    @Override
    public boolean fill() throws IOException {
        lock.lock();
        try {
            if (unread.length >= MOST_UNREAD) {
                throw new BufferLimitException("64 KiB are unread");
            }
            while (wire.length == 0) {
                check();
                if (inputEnded) {
                    return false;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeLimitException(limited + " took too long");
                }
                changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(20)));
            }
            check();
            take();
            return true;
        } catch (InterruptedException interrupted) {
            throw new EndpointClosedException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private void take() {
        int count = Math.min(Math.min(bytesPerRead, wire.length), MOST_UNREAD - unread.length);
        byte[] more = java.util.Arrays.copyOf(unread, unread.length + count);
        System.arraycopy(wire, 0, more, unread.length, count);
        unread = more;
        received += count;
        wire = java.util.Arrays.copyOfRange(wire, count, wire.length);
        changed.signalAll();
    }

    private void check() throws IOException {
        if (closed) {
            throw new EndpointClosedException("closed here");
        }
        if (reset) {
            throw new ConnectionResetException("reset by peer");
        }
    }

    @Override
    public ByteBuffer unread() {
        return ByteBuffer.wrap(unread).asReadOnlyBuffer();
    }

    @Override
    public void consume(int count) {
        if (count > unread.length) {
            throw new IllegalArgumentException(count + " of " + unread.length);
        }
        unread = java.util.Arrays.copyOfRange(unread, count, unread.length);
    }

    @Override
    public void pushBack(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasBuffered() {
        lock.lock();
        try {
            return unread.length > 0 || wire.length > 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (unread.length == 0 && !fill()) {
            return -1;
        }
        int count = Math.min(unread.length, into.remaining());
        into.put(unread, 0, count);
        consume(count);
        return count;
    }

    @Override
    public @Nullable String readLine(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Readiness await(Duration atMost) throws IOException {
        long until = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (true) {
                if (unread.length > 0) {
                    return Readiness.BYTES;
                }
                check();
                if (wire.length > 0) {
                    take();
                    return Readiness.BYTES;
                }
                if (inputEnded) {
                    return Readiness.END;
                }
                if (finishing) {
                    return Readiness.FINISH;
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return Readiness.TIME;
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            throw new EndpointClosedException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        lock.lock();
        try {
            PipeEndpoint to = peer();
            while (bytes.hasRemaining()) {
                check();
                if (outputEnded) {
                    throw new EndpointClosedException("output ended");
                }
                if (to.closed) {
                    throw new ConnectionResetException("peer has closed");
                }
                int room = MOST_UNREAD - to.wire.length;
                if (room <= 0) {
                    changed.awaitNanos(TimeUnit.SECONDS.toNanos(20));
                    continue;
                }
                int count = Math.min(room, bytes.remaining());
                byte[] more = java.util.Arrays.copyOf(to.wire, to.wire.length + count);
                bytes.get(more, to.wire.length, count);
                to.wire = more;
                sent += count;
                changed.signalAll();
            }
        } catch (InterruptedException interrupted) {
            throw new EndpointClosedException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writeLine(String line) throws IOException {
        send(line + "\r\n");
    }

    @Override
    public void writeUrgent(byte octet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {}

    @Override
    public void endOutput() {
        lock.lock();
        try {
            outputEnded = true;
            peer().inputEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long transferTo(Endpoint to, long atMost) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Deadline readWithin(String what, Duration limit) {
        Deadline running =
                new Deadline() {
                    @Override
                    public void move(Duration left) {
                        until(System.nanoTime() + left.toNanos());
                    }

                    @Override
                    public void close() {
                        until(Long.MAX_VALUE);
                    }
                };
        limited = what;
        running.move(limit);
        return running;
    }

    private void until(long instant) {
        lock.lock();
        try {
            deadline = instant;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Deadline writeWithin(String what, Duration limit) {
        return readWithin(what, Duration.ofDays(1));
    }

    @Override
    public void startTls(TlsPlan plan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SockAddr local() {
        return SockAddr.of("192.0.2.1", 3128);
    }

    @Override
    public SockAddr remote() {
        return SockAddr.of("192.0.2.2", 40000);
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public int fd() {
        return -1;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void watch(Watch watch) {}

    @Override
    public void nudge() {}

    @Override
    public void abort() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                peer().reset = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                outputEnded = true;
                peer().inputEnded = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
