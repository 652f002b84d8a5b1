package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;

/**
 * The reading half of an endpoint: bytes that have come and were not consumed, {@code start} to
 * {@code end} of a leased buffer. Touched by the reading thread alone.
 */
final class Inlet {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** Smaller direct buffers are filled by copying, so that one read takes what there is. */
    private static final int STRAIGHT = 4096;

    /** Where much is coming, twice the usual buffer saves half of the system calls. */
    private static final int BULK = 2 * BufferPool.NORMAL;

    /** With as much still to come, bytes are spliced: for less a pipe is not worth its calls. */
    private static final int SPLICED_FROM = 2 * BufferPool.NORMAL;

    private final Link link;
    private final Outlet outlet;
    private @Nullable Lease lease;
    private int start;
    private int end;
    private boolean ended;

    /**
     * The last read took less than it could: there is nothing more, most likely, and waiting is
     * next.
     */
    private boolean drained;

    /** Reads in a row that took all they could: much is coming. */
    private int fullReads;

    Inlet(Link link, Outlet outlet) {
        this.link = link;
        this.outlet = outlet;
    }

    int size() {
        return end - start;
    }

    /** Bytes of the buffer; a look from another thread. */
    int held() {
        Lease now = lease;
        return now == null ? 0 : now.size();
    }

    /** The byte at this distance from the first unread one. */
    byte at(int index) {
        Lease from = lease;
        if (from == null || index >= size()) {
            throw new IndexOutOfBoundsException(index);
        }
        return from.bytes().get(start + index);
    }

    /** Copies so many unread bytes without consuming them. */
    byte[] copy(int count) {
        byte[] copied = new byte[count];
        Lease from = lease;
        if (from != null) {
            from.bytes().get(start, copied, 0, count);
        }
        return copied;
    }

    ByteBuffer unread() {
        Lease from = lease;
        return from == null ? NOTHING : from.view(start, end);
    }

    void consume(int count) {
        if (count < 0 || count > size()) {
            throw new IllegalArgumentException(
                    count + " bytes were to be consumed; " + size() + " are unread");
        }
        start += count;
        giveBackIfEmpty();
    }

    boolean fill() throws IOException {
        while (true) {
            int count = drained ? 0 : pull();
            if (count != 0) {
                return count > 0;
            }
            await();
        }
    }

    /** Pulls without waiting: the number of bytes, 0 for nothing yet, -1 at the end. */
    private int pull() throws IOException {
        try {
            link.checkReading();
            if (ended) {
                return -1;
            }
            flushIfWireWaits();
            Lease into = withRoom();
            int room = into.size() - end;
            int count = link.pull(into.bytes().limit(into.size()).position(end));
            drained = count > 0 && count < room && !link.wire().waitsItself();
            fullReads = count < room ? 0 : fullReads + 1;
            end += Math.max(0, count);
            ended = count < 0;
            return count;
        } finally {
            if (link.isClosed()) {
                release();
            }
            giveBackIfEmpty();
        }
    }

    private void flushIfWireWaits() throws IOException {
        if (link.wire().waitsItself()) {
            outlet.flushSome();
        }
    }

    /** Waits until something may have come, sending what is gathered meanwhile. */
    private void await() throws IOException {
        drained = false;
        link.awaitReadable(Link.NEVER, outlet.flushSome(), false);
    }

    Readiness await(long nanos) throws IOException {
        long until = Link.NEVER;
        while (true) {
            if (size() > 0) {
                return Readiness.BYTES;
            }
            int count = isQuiet(nanos) ? 0 : pull();
            if (count != 0) {
                return count > 0 ? Readiness.BYTES : Readiness.END;
            }
            if (link.watch.finishing()) {
                return Readiness.FINISH;
            }
            if (nanos == 0) {
                return Readiness.TIME;
            }
            drained = false;
            until = until == Link.NEVER ? link.now() + nanos : until;
            Readiness found = link.awaitReadable(until, outlet.flushSome(), true);
            if (found != Readiness.BYTES) {
                return found;
            }
        }
    }

    /**
     * Whether it is no use to pull: the last read took all, or the wire knows that none has come.
     */
    private boolean isQuiet(long nanos) throws IOException {
        if (drained && nanos > 0 && !link.watch.finishing()) {
            return true;
        }
        if (!ended && link.wire().isQuiet()) {
            link.checkReading();
            return true;
        }
        return false;
    }

    int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        while (size() == 0) {
            if (into.isDirect() && into.remaining() >= STRAIGHT && !ended) {
                flushIfWireWaits();
                int count = link.pull(into);
                if (count != 0) {
                    ended = count < 0;
                    return count;
                }
                await();
            } else if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(into.remaining(), size());
        into.put(unread().limit(start + count));
        consume(count);
        return count;
    }

    long transferTo(Endpoint to, long atMost) throws IOException {
        long moved = 0;
        while (moved < atMost) {
            if (size() == 0) {
                if (link.wire().waitsItself()) {
                    to.flush();
                }
                long count = drained ? 0 : spliceOrPull(to, atMost - moved);
                if (count < 0) {
                    break;
                }
                if (count == 0) {
                    to.flush();
                    await();
                    continue;
                }
                if (size() == 0) {
                    moved += count;
                    continue;
                }
            }
            int count = (int) Math.min(size(), atMost - moved);
            ByteBuffer part = unread().limit(start + count);
            if (drained && to instanceof BufferedEndpoint ours) {
                ours.writeThrough(part);
            } else {
                to.write(part);
            }
            consume(count);
            moved += count;
        }
        return moved;
    }

    /** Moves bytes at once where much is coming and both ends are the kernel's; else pulls. */
    private long spliceOrPull(Endpoint to, long atMost) throws IOException {
        if (fullReads > 0
                && !ended
                && atMost >= SPLICED_FROM
                && to instanceof BufferedEndpoint ours
                && link.wire() instanceof SplicingWire here) {
            Wire there = ours.wire();
            Conduit conduit = here.conduitTo(there);
            if (conduit != null) {
                try (conduit) {
                    return told(ours.splice(new Splice(link, here, there, conduit), atMost));
                }
            }
        }
        return pull();
    }

    private long told(long spliced) {
        if (spliced < 0) {
            ended = true;
        }
        if (spliced < BufferPool.NORMAL) {
            // No longer much: small messages are cheaper through a buffer.
            fullReads = 0;
        }
        return spliced;
    }

    void pushBack(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (count == 0) {
            return;
        }
        if (size() + count > BufferPool.LARGEST) {
            throw new IllegalArgumentException(
                    count
                            + " bytes were pushed back in front of "
                            + size()
                            + "; at most "
                            + BufferPool.LARGEST
                            + " may be unread");
        }
        if (lease == null || start < count) {
            move(count, size() + count);
        }
        start -= count;
        Lease into = lease;
        if (into != null) {
            into.bytes().put(start, bytes, bytes.position(), count);
            bytes.position(bytes.limit());
        }
    }

    /** The buffer, with room behind what is unread. */
    private Lease withRoom() throws IOException {
        Lease into = lease;
        if (into == null || end == into.size()) {
            if (size() == BufferPool.LARGEST) {
                throw new BufferLimitException(
                        BufferPool.LARGEST
                                + " bytes from "
                                + link.wire().remote()
                                + " are unread, and more would be needed to go on");
            }
            into = move(0, size() + 1);
        }
        return into;
    }

    /**
     * Moves what is unread so that it starts at {@code newStart}, in a buffer of at least this
     * size.
     */
    private Lease move(int newStart, int atLeast) {
        Lease from = lease;
        int count = size();
        Lease into = from;
        if (into == null || into.size() < atLeast) {
            into = link.pool.lease(fullReads > 0 ? Math.max(atLeast, BULK) : atLeast);
        }
        if (from != null) {
            into.bytes().put(newStart, from.bytes(), start, count);
            if (into != from) {
                link.pool.giveBack(from);
            }
        }
        lease = into;
        start = newStart;
        end = newStart + count;
        return into;
    }

    private void giveBackIfEmpty() {
        if (start == end) {
            release();
        }
    }

    /** Forgets what is unread and gives the buffer back. */
    void release() {
        Lease done = lease;
        lease = null;
        start = 0;
        end = 0;
        if (done != null) {
            link.pool.giveBack(done);
        }
    }
}
