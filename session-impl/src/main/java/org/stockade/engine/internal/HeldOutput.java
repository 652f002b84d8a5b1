package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.LimitException;
import org.stockade.session.Payload;
import org.stockade.session.Payload.Hold;
import org.stockade.session.Spool;
import org.stockade.session.Verdict;
import org.stockade.transport.PayloadEndpoint;

/** Keeps a child's output until its verdict: all of it, or the last block. */
final class HeldOutput implements ByteSink {
    /** What {@link Hold#LAST_BLOCK} keeps back. */
    private static final int LAST_BLOCK = 16 * 1024;

    private final Payload.OneWay asked;
    private final Payload.OneWay given;
    private final Endpoint to;
    private final Spool spool;
    private final ByteBuffer last;
    private @Nullable NodeWork child;
    private boolean released;
    private @Nullable String failure;

    HeldOutput(NodeWork parent, Payload.OneWay asked, Spool spool) {
        this.asked = asked;
        this.to = asked.to();
        this.spool = spool;
        this.last = ByteBuffer.allocate(asked.hold() == Hold.LAST_BLOCK ? LAST_BLOCK : 0);
        PayloadEndpoint instead = parent.endpoint(to::read, this);
        this.given =
                new Payload.OneWay(
                        asked.toServer() ? asked.client() : instead,
                        asked.toServer() ? instead : asked.server(),
                        asked.toServer(),
                        asked.format(),
                        asked.length(),
                        asked.hold());
    }

    /** The payload for the child, with this in the place of its output. */
    Payload.OneWay payload() {
        return given;
    }

    void heldFor(NodeWork node) {
        child = node;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        NodeWork node = child;
        Verdict answer = node == null ? null : node.answered().orElse(null);
        if (!released && answer instanceof Verdict.Accept) {
            replay();
        }
        if (released) {
            to.write(bytes);
            // The child's endpoint has gathered already: what comes here is to go on.
            to.flush();
        } else if (answer != null) {
            // Refused: what it still writes must not push out what is kept of the last block.
            bytes.position(bytes.limit());
        } else if (asked.hold() == Hold.LAST_BLOCK) {
            writeAllButTheLast(bytes);
        } else {
            keep(bytes);
        }
    }

    private void keep(ByteBuffer bytes) throws IOException {
        try {
            spool.write(bytes);
        } catch (LimitException full) {
            failure = String.valueOf(full.getMessage());
            throw full;
        }
    }

    private void writeAllButTheLast(ByteBuffer bytes) throws IOException {
        int over = Math.max(0, last.position() + bytes.remaining() - LAST_BLOCK);
        int ofKept = Math.min(over, last.position());
        if (ofKept > 0) {
            last.flip();
            to.write(last.slice(0, ofKept));
            last.position(ofKept);
            last.compact();
        }
        int ofNew = over - ofKept;
        if (ofNew > 0) {
            to.write(bytes.slice(bytes.position(), ofNew));
            bytes.position(bytes.position() + ofNew);
        }
        last.put(bytes);
        if (over > 0) {
            to.flush();
        }
    }

    @Override
    public void end() {}

    /** Takes in what the child's endpoint has gathered. */
    void gather() throws IOException {
        try {
            given.to().flush();
        } catch (LimitException full) {
            if (failure == null) {
                throw full;
            }
        }
    }

    /** After the verdict to accept: what was kept goes on. */
    void release() throws IOException {
        if (!released) {
            replay();
        }
    }

    private void replay() throws IOException {
        released = true;
        ByteSource kept = spool.replay();
        ByteBuffer buffer = ByteBuffer.allocate(LAST_BLOCK);
        while (kept.read(buffer) >= 0) {
            to.write(buffer.flip());
            buffer.clear();
        }
        to.write(last.flip());
        last.clear();
    }

    /** Why the output could not be kept. */
    @Nullable String failure() {
        return failure;
    }

    /** Forgets what was kept. */
    void close() {
        spool.close();
    }
}
