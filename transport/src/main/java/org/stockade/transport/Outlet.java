package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of an endpoint. Small writes are gathered until a flush; what is large goes
 * straight out behind them.
 *
 * <p>One lock, because a thread that is about to wait for input sends what is gathered, and may not
 * be the one that writes.
 */
final class Outlet {
    /** Direct buffers from this size on are not copied. */
    private static final int STRAIGHT = 4096;

    /** How long closing waits for a thread that is just writing. */
    private static final int CLOSING_MILLIS = 200;

    private final Link link;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Lease gathered;
    private int sentOf;
    private volatile boolean ended;

    /** Whether something that was written has not gone and never will. */
    private boolean cutShort;

    Outlet(Link link) {
        this.link = link;
    }

    void write(ByteBuffer bytes) throws IOException {
        lock.lock();
        try {
            checkOpen();
            if (bytes.isDirect() && bytes.remaining() >= STRAIGHT) {
                sendBehind(bytes);
                return;
            }
            while (bytes.hasRemaining()) {
                if (gather(bytes) == 0) {
                    drain();
                }
            }
        } finally {
            leave();
        }
    }

    /** Writes and flushes: for whoever has no more for now. */
    void writeThrough(ByteBuffer bytes) throws IOException {
        lock.lock();
        try {
            checkOpen();
            sendBehind(bytes);
        } finally {
            leave();
        }
    }

    /** Moves bytes through the kernel, behind what is gathered. */
    long splice(Splice from, long atMost) throws IOException {
        lock.lock();
        try {
            checkOpen();
            drain();
            return from.run(link, atMost);
        } finally {
            cutShort |= from.lostBytes();
            leave();
        }
    }

    void writeLine(String line) throws IOException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
                throw new IllegalArgumentException(
                        String.format(
                                "a line to write holds U+%04X at index %d; no CR, LF, NUL or char"
                                        + " above U+00FF may stand there",
                                (int) c, i));
            }
        }
        lock.lock();
        try {
            checkOpen();
            for (int i = 0; i < line.length() + 2; i++) {
                int octet = i < line.length() ? line.charAt(i) : i == line.length() ? '\r' : '\n';
                Lease into = room();
                if (!into.bytes().hasRemaining()) {
                    drain();
                    into = room();
                }
                into.bytes().put((byte) octet);
            }
        } finally {
            leave();
        }
    }

    void writeUrgent(byte octet) throws IOException {
        lock.lock();
        try {
            checkOpen();
            drain();
            link.wire().pushUrgent(octet);
            link.hasSent(1);
        } finally {
            leave();
        }
    }

    void flush() throws IOException {
        lock.lock();
        try {
            link.checkWriting();
            drain();
        } finally {
            leave();
        }
    }

    /**
     * Sends what is gathered as far as it goes without waiting; for a thread about to wait for
     * input.
     *
     * <p>A failure is kept for whoever writes: the peer may have told its reason before it went.
     *
     * @return whether some is left, which that thread then has to go on with
     */
    boolean flushSome() {
        if (!lock.tryLock()) {
            // Somebody is writing, and will see to it.
            return false;
        }
        try {
            if (gathered == null || link.wire().waitsItself()) {
                drain();
                return false;
            }
            return !sendSome();
        } catch (IOException keptByLink) {
            return false;
        } finally {
            leave();
        }
    }

    void end() throws IOException {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            link.checkWriting();
            drain();
            while (!link.wire().pushFarewell()) {
                link.awaitWritable();
            }
            ended = true;
            link.wire().pushEnd();
        } catch (IOException e) {
            throw link.failedWriting(e);
        } finally {
            leave();
        }
    }

    /** Bytes of the buffer; a look from another thread. */
    int held() {
        Lease now = gathered;
        return now == null ? 0 : now.size();
    }

    boolean isEnded() {
        return ended;
    }

    /**
     * The last act of an endpoint that closes: sends what goes without waiting.
     *
     * @return whether everything written has gone
     */
    boolean finish() {
        if (!lockSoon()) {
            return false;
        }
        try {
            if (cutShort) {
                return false;
            }
            Lease left = gathered;
            if (left != null) {
                ByteBuffer rest = left.view(sentOf, left.bytes().position());
                link.pushUnchecked(rest);
                return !rest.hasRemaining();
            }
            return true;
        } catch (IOException peerIsGone) {
            return false;
        } finally {
            giveBack();
            lock.unlock();
        }
    }

    /** Whoever writes has been woken and is about to give up; a sink that waits may take longer. */
    private boolean lockSoon() {
        try {
            return lock.tryLock(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException killed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void checkOpen() throws IOException {
        link.checkWriting();
        if (ended) {
            throw new IllegalStateException("output to " + link.wire().remote() + " has ended");
        }
    }

    private Lease room() {
        Lease into = gathered;
        if (into == null) {
            into = link.pool.lease(BufferPool.NORMAL);
            into.bytes().clear();
            sentOf = 0;
            gathered = into;
        }
        return into;
    }

    private int gather(ByteBuffer bytes) {
        ByteBuffer into = room().bytes();
        int count = Math.min(into.remaining(), bytes.remaining());
        int limit = bytes.limit();
        into.put(bytes.limit(bytes.position() + count));
        bytes.limit(limit);
        return count;
    }

    /** Sends all that is gathered, waiting as needed, and gives the buffer back. */
    private void drain() throws IOException {
        boolean whole = false;
        try {
            while (!sendSome()) {
                link.awaitWritable();
            }
            whole = true;
        } finally {
            cutShort |= !whole;
        }
    }

    /** Pushes once; whether nothing is left. */
    private boolean sendSome() throws IOException {
        Lease from = gathered;
        if (from == null) {
            return true;
        }
        int end = from.bytes().position();
        if (sentOf < end) {
            sentOf += link.push(from.view(sentOf, end));
        }
        if (sentOf == end) {
            giveBack();
            return true;
        }
        return false;
    }

    /** Sends what is gathered and these bytes behind it; a head and its body leave together. */
    private void sendBehind(ByteBuffer bytes) throws IOException {
        Lease before = gathered;
        try {
            while (before != null) {
                ByteBuffer rest = before.view(sentOf, before.bytes().position());
                int count = link.push(rest, bytes);
                sentOf += Math.min(count, before.bytes().position() - sentOf);
                if (sentOf == before.bytes().position()) {
                    giveBack();
                    before = null;
                } else if (count == 0) {
                    link.awaitWritable();
                }
            }
            while (bytes.hasRemaining()) {
                if (link.push(bytes) == 0) {
                    link.awaitWritable();
                }
            }
        } finally {
            cutShort |= before != null || bytes.hasRemaining();
        }
    }

    /**
     * Forgets what is gathered: of an endpoint that was aborted. Somebody who is writing does it
     * himself.
     */
    void discard() {
        if (lock.tryLock()) {
            cutShort |= gathered != null;
            giveBack();
            lock.unlock();
        }
    }

    private void leave() {
        lock.unlock();
        if (link.cannotWrite()) {
            // After the unlocking: whoever closed just before it has found the lock taken.
            discard();
        }
    }

    private void giveBack() {
        Lease done = gathered;
        if (done != null) {
            gathered = null;
            link.pool.giveBack(done);
        }
    }
}
