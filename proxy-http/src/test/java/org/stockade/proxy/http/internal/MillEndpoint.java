package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.Watch;

/**
 * A peer of {@link Treadmill}: its next message is there whenever it is waited for, or, with a
 * client before it, whenever it was sent a request. Allocates nothing.
 */
final class MillEndpoint implements Endpoint {
    private final byte[][] messages;
    private final int most;
    private final Treadmill.Turn turn;
    private final @Nullable MillEndpoint client;
    private final ByteBuffer in = ByteBuffer.allocateDirect(16384);
    private final ByteBuffer view = in.asReadOnlyBuffer();
    private final ByteBuffer out = ByteBuffer.allocateDirect(16384);
    private int start;
    private int end;
    private int number;
    private boolean asked;
    private int flushes;
    private int deadlines;
    private long received;
    private long sent;
    private boolean closed;
    private String lastSent = "";
    private boolean keeping;

    MillEndpoint(byte[][] messages, int most, Treadmill.Turn turn, @Nullable MillEndpoint client) {
        this.messages = messages;
        this.most = most;
        this.turn = turn;
        this.client = client;
    }

    /** Whether the next message comes when it is waited for. */
    private boolean arrive() {
        if (number == most || (client != null && !asked)) {
            return false;
        }
        asked = false;
        turn.begins(number);
        byte[] message = messages[number++ % messages.length];
        in.put(0, message);
        start = 0;
        end = message.length;
        received += message.length;
        return true;
    }

    /** From now on {@link #lastSent()} knows what went out last. */
    void keep() {
        keeping = true;
    }

    /** The octets of the last flush. */
    String lastSent() {
        return lastSent;
    }

    /** How often octets left. */
    int flushes() {
        return flushes;
    }

    /** How many time limits were set. */
    int deadlines() {
        return deadlines;
    }

    @Override
    public boolean fill() throws IOException {
        if (closed) {
            throw new EndpointClosedException("closed");
        }
        return arrive();
    }

    @Override
    public ByteBuffer unread() {
        return view.limit(end).position(start);
    }

    @Override
    public void consume(int count) {
        start += count;
    }

    @Override
    public boolean hasBuffered() {
        return end > start;
    }

    @Override
    public Readiness await(Duration atMost) {
        if (end > start) {
            return Readiness.BYTES;
        }
        if (atMost.isZero()) {
            return Readiness.TIME;
        }
        flush();
        return arrive() ? Readiness.BYTES : Readiness.END;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (closed) {
            throw new EndpointClosedException("closed");
        }
        out.put(bytes);
    }

    @Override
    public void flush() {
        if (out.position() == 0) {
            return;
        }
        flushes++;
        sent += out.position();
        asked = true;
        if (keeping) {
            byte[] octets = new byte[out.flip().remaining()];
            out.get(octets);
            lastSent = new String(octets, StandardCharsets.ISO_8859_1);
        }
        out.clear();
    }

    @Override
    public Deadline readWithin(String what, Duration limit) {
        deadlines++;
        return new Deadline() {
            @Override
            public void move(Duration left) {}

            @Override
            public void close() {}
        };
    }

    @Override
    public Deadline writeWithin(String what, Duration limit) {
        return readWithin(what, limit);
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
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void abort() {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void endOutput() {
        flush();
    }

    @Override
    public void pushBack(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable String readLine(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeLine(String line) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeUrgent(byte octet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(Endpoint to, long atMost) {
        throw new UnsupportedOperationException();
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
    public int fd() {
        return -1;
    }

    @Override
    public void watch(Watch watch) {}

    @Override
    public void nudge() {}
}
