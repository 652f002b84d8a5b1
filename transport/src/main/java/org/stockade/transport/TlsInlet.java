package org.stockade.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The reading half of TLS: decrypts. Touched by the reading thread alone. */
final class TlsInlet {
    private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Wire below;
    private final Link link;
    private final TlsOutlet out;

    /** Ciphertext, from its position to its limit. */
    private @Nullable Lease records;

    /** Decrypted bytes of a record that was too large for its reader's buffer, likewise. */
    private @Nullable Lease rest;

    /** What there is of the next record is not all of it. */
    private boolean starved = true;

    private boolean ended;
    private @Nullable IOException failure;

    TlsInlet(SSLEngine engine, Wire below, Link link, TlsOutlet out) {
        this.engine = engine;
        this.below = below;
        this.link = link;
        this.out = out;
    }

    /** Whether {@link #pull} would not return 0 even if nothing came any more. */
    boolean isReady() {
        return !starved || rest != null || ended || failure != null;
    }

    /** As {@link Wire#pull}. */
    int pull(ByteBuffer into) throws IOException {
        int start = into.position();
        try {
            while (into.hasRemaining() && failure == null && !ended && pullOnce(into)) {
                // Once more.
            }
        } catch (IOException e) {
            // What came before it is whole, and is delivered first.
            failure = e;
        }
        int count = into.position() - start;
        if (count > 0) {
            return count;
        }
        if (failure != null) {
            throw failure;
        }
        return ended ? -1 : 0;
    }

    /** Moves what one record holds; {@code false}: there is none. */
    private boolean pullOnce(ByteBuffer into) throws IOException {
        Lease from = rest;
        if (from == null) {
            return unwrap(into);
        }
        ByteBuffer bytes = from.bytes();
        int count = Math.min(bytes.remaining(), into.remaining());
        int limit = bytes.limit();
        into.put(bytes.limit(bytes.position() + count));
        bytes.limit(limit);
        if (!bytes.hasRemaining()) {
            rest = null;
            link.pool.giveBack(from);
        }
        return true;
    }

    /** Takes one handshake record; {@code false}: it has not come yet. */
    boolean handshake() throws IOException {
        boolean came = unwrap(NOWHERE);
        if (ended) {
            throw new EOFException("peer " + below.remote() + " closed TLS in the handshake");
        }
        return came;
    }

    private boolean unwrap(ByteBuffer into) throws IOException {
        if (starved && !receive()) {
            return false;
        }
        Lease from = records;
        SSLEngineResult result = engine.unwrap(from == null ? NOWHERE : from.bytes(), into);
        if (from != null && !from.bytes().hasRemaining()) {
            releaseRecords();
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> starved = true;
            case BUFFER_OVERFLOW -> unwrapAside(into);
            case CLOSED -> {
                ended = true;
                farewell();
            }
            case OK -> attend();
        }
        return true;
    }

    private void unwrapAside(ByteBuffer into) throws IOException {
        int needed = engine.getSession().getApplicationBufferSize();
        if (into.remaining() >= needed) {
            throw new SSLException("record of " + below.remote() + " does not fit " + needed);
        }
        Lease aside = link.pool.lease(needed);
        try {
            unwrap(aside.bytes().clear());
        } finally {
            aside.bytes().flip();
            if (aside.bytes().hasRemaining()) {
                rest = aside;
            } else {
                link.pool.giveBack(aside);
            }
        }
    }

    /** Reads ciphertext; {@code false}: none has come. */
    private boolean receive() throws IOException {
        ByteBuffer into = withRoom().bytes();
        int end = into.limit();
        int count;
        try {
            count = below.pull(into.limit(into.capacity()).position(end));
        } finally {
            int now = into.position();
            into.limit(now).position(0);
            if (now == 0) {
                releaseRecords();
            }
        }
        if (count < 0) {
            throw new EOFException(
                    "peer "
                            + below.remote()
                            + " ended the connection without TLS close_notify:"
                            + " what it sent may have been cut off");
        }
        link.hasReceived(count);
        starved = count == 0;
        return count > 0;
    }

    /** The buffer with what is left in it moved to its start, and room behind that. */
    private Lease withRoom() throws SSLException {
        Lease from = records;
        int packet = engine.getSession().getPacketBufferSize();
        if (from == null) {
            from = link.pool.lease(packet);
            from.bytes().limit(0);
        } else if (from.bytes().position() > 0) {
            from.bytes().compact().flip();
        }
        records = from;
        if (from.bytes().limit() < from.size()) {
            return from;
        }
        if (packet <= from.size()) {
            throw new SSLException("record of " + below.remote() + " is over " + packet + " bytes");
        }
        Lease larger = link.pool.lease(packet);
        larger.bytes().clear().put(from.bytes()).flip();
        releaseRecords();
        records = larger;
        return larger;
    }

    /** What the engine wants done between two records: KeyUpdate, a renegotiation, an alert. */
    private void attend() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    if (!out.answer()) {
                        return;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    return;
                }
            }
        }
    }

    void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Before TLS 1.3 an end is answered by one; since then each direction has its own. */
    private void farewell() {
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            try {
                out.answer();
            } catch (IOException peerIsGone) {
                // It has said all it wanted to.
            }
        }
    }

    void release() {
        releaseRecords();
        Lease done = rest;
        rest = null;
        if (done != null) {
            link.pool.giveBack(done);
        }
    }

    private void releaseRecords() {
        Lease done = records;
        records = null;
        starved = true;
        if (done != null) {
            link.pool.giveBack(done);
        }
    }
}
