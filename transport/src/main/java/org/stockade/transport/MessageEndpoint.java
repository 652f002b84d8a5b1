package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.Watch;

/** The endpoint of one peer that is spoken to in datagrams, on a {@link DatagramWire}. */
public final class MessageEndpoint implements DatagramEndpoint, Tappable, Holding {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** More than any datagram has, so that none is cut short by a read. */
    private static final int ROOM = BufferPool.LARGEST;

    /** After so many in a row others get their turn. */
    private static final int TURN = 64;

    private final Link link;
    private final DatagramWire wire;
    private final BufferPool pool;
    private final AtomicLong datagramsReceived = new AtomicLong();
    private final AtomicLong datagramsSent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /** Those in place; hardly ever any. */
    private final List<Tap> taps = new CopyOnWriteArrayList<>();

    public MessageEndpoint(DatagramWire wire, BufferPool pool) {
        this.wire = wire;
        this.pool = pool;
        this.link = new Link(wire, pool);
    }

    // Reading

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (into.remaining() >= ROOM) {
            return receive(into);
        }
        Lease all = pool.lease(ROOM);
        try {
            ByteBuffer whole = all.bytes().clear();
            receive(whole);
            whole.flip();
            if (whole.remaining() > into.remaining()) {
                throw new BufferLimitException(
                        "a datagram of "
                                + whole.remaining()
                                + " bytes from "
                                + remote()
                                + " is over the "
                                + into.remaining()
                                + " there is room for; it is lost");
            }
            int size = whole.remaining();
            into.put(whole);
            return size;
        } finally {
            pool.giveBack(all);
        }
    }

    private int receive(ByteBuffer into) throws IOException {
        int start = into.position();
        while (!receiveNow(into)) {
            link.awaitReadable(Link.NEVER, false, false);
        }
        return into.position() - start;
    }

    /** Whether a datagram was there and is in {@code into} now. */
    private boolean receiveNow(ByteBuffer into) throws IOException {
        while (true) {
            link.checkReading();
            int start = into.position();
            try {
                if (!wire.receive(into)) {
                    return false;
                }
            } catch (IOException e) {
                throw link.failedReading(e);
            }
            int size = into.position() - start;
            if (size <= LARGEST) {
                datagramsReceived.incrementAndGet();
                link.hasReceived(size);
                link.watch.touch(link.now());
                show(into, start, Tap::received);
                return true;
            }
            lost.incrementAndGet();
            into.position(start);
        }
    }

    @Override
    public long transferTo(Endpoint to, long atMost) throws IOException {
        if (!(to instanceof DatagramEndpoint peer)) {
            throw new IllegalArgumentException(
                    "datagrams cannot go to the stream of " + to.remote());
        }
        long moved = 0;
        Readiness found = Readiness.BYTES;
        while (moved < atMost && found != Readiness.FINISH) {
            moved += moveWhatIsThere(peer, atMost - moved);
            // A wait that ends nothing finds out about a wish; idle is the other one's business.
            found = link.awaitReadable(Link.NEVER, false, true);
            if (found == Readiness.TIME) {
                link.awaitReadable(Link.NEVER, false, false);
            }
        }
        return moved;
    }

    private long moveWhatIsThere(DatagramEndpoint to, long atMost) throws IOException {
        Lease lease = pool.lease(ROOM);
        try {
            long moved = 0;
            ByteBuffer datagram = lease.bytes().clear();
            for (int turn = 1; moved < atMost && receiveNow(datagram); turn++) {
                datagram.flip();
                moved += datagram.remaining();
                to.write(datagram);
                datagram.clear();
                if (turn % TURN == 0) {
                    Thread.yield();
                }
            }
            return moved;
        } finally {
            pool.giveBack(lease);
        }
    }

    @Override
    public Readiness await(Duration atMost) throws IOException {
        link.checkReading();
        long nanos = TimeLimit.nanos(atMost);
        if (hasBuffered()) {
            return Readiness.BYTES;
        }
        return link.awaitReadable(link.now() + nanos, false, true);
    }

    @Override
    public boolean hasBuffered() {
        return wire.held() > 0;
    }

    @Override
    public ByteBuffer unread() {
        return NOTHING;
    }

    @Override
    public void consume(int count) {
        if (count != 0) {
            throw new IllegalArgumentException(count + " bytes were to be consumed; 0 are unread");
        }
    }

    // Writing

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        if (size > LARGEST) {
            throw new IllegalArgumentException(
                    size + " bytes are no datagram; use at most " + LARGEST);
        }
        link.checkWriting();
        int start = bytes.position();
        try {
            if (wire.send(bytes)) {
                datagramsSent.incrementAndGet();
                link.hasSent(size);
                link.watch.touch(link.now());
                show(bytes.duplicate().position(start + size), start, Tap::sent);
            } else {
                lost.incrementAndGet();
            }
        } catch (IOException e) {
            throw link.failedWriting(e);
        }
        bytes.position(bytes.limit());
    }

    @Override
    public void flush() throws IOException {
        link.checkWriting();
    }

    @Override
    public void endOutput() throws IOException {
        link.checkWriting();
    }

    // Taps

    @Override
    public void tap(Tap tap) {
        taps.add(tap);
    }

    @Override
    public void untap(Tap tap) {
        taps.remove(tap);
    }

    /** The datagram from {@code start} to the position. */
    private void show(ByteBuffer bytes, int start, BiConsumer<Tap, ByteBuffer> to) {
        if (taps.isEmpty()) {
            return;
        }
        for (Tap tap : taps) {
            to.accept(tap, bytes.duplicate().flip().position(start).asReadOnlyBuffer());
        }
    }

    // What streams alone can do

    @Override
    public boolean fill() {
        throw noStream("reading a part");
    }

    @Override
    public void pushBack(ByteBuffer bytes) {
        throw noStream("pushing back");
    }

    @Override
    public @Nullable String readLine(int limit) {
        throw noStream("a line");
    }

    @Override
    public void writeLine(String line) {
        throw noStream("a line");
    }

    @Override
    public void writeUrgent(byte octet) {
        throw noStream("urgent data");
    }

    @Override
    public void startTls(TlsPlan plan) {
        throw noStream("TLS");
    }

    private UnsupportedOperationException noStream(String what) {
        return new UnsupportedOperationException(
                what + " is for streams; " + remote() + " is spoken to in datagrams");
    }

    // Limits and state

    @Override
    public Deadline readWithin(String what, Duration limit) {
        return link.readLimits.add(what, limit);
    }

    @Override
    public Deadline writeWithin(String what, Duration limit) {
        return link.writeLimits.add(what, limit);
    }

    @Override
    public SockAddr local() {
        return wire.local();
    }

    @Override
    public SockAddr remote() {
        return wire.remote();
    }

    @Override
    public long received() {
        return link.received();
    }

    @Override
    public long sent() {
        return link.sent();
    }

    @Override
    public long datagramsReceived() {
        return datagramsReceived.get();
    }

    @Override
    public long datagramsSent() {
        return datagramsSent.get();
    }

    @Override
    public long datagramsLost() {
        return lost.get() + wire.lost();
    }

    @Override
    public int fd() {
        return wire.fd();
    }

    @Override
    public boolean isClosed() {
        return link.isClosed() || link.isReset();
    }

    @Override
    public long held() {
        return wire.held();
    }

    @Override
    public void watch(Watch watch) {
        link.watch = watch;
        nudge();
    }

    @Override
    public void nudge() {
        link.readGate.poke();
        link.writeGate.poke();
    }

    // Closing

    @Override
    public void abort() {
        link.reset("was aborted here");
    }

    @Override
    public void close() {
        if (link.markClosed("was closed here")) {
            wire.close();
            link.wakeAll();
        }
    }

    @Override
    public void release() {
        wire.release();
    }
}
