package org.stockade.engine.internal.detect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;

/** One peer that is looked at, and all that it has sent so far. */
final class PeekedSide {
    private final Endpoint endpoint;
    private final int enough;
    private byte[] soFar = {};
    private int pieces;
    private int sent;
    private boolean open = true;

    PeekedSide(Endpoint endpoint, int enough) {
        this.endpoint = endpoint;
        this.enough = enough;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether more is to be expected of it that would be looked at. */
    boolean isOpen() {
        return open && pieces < Peek.MOST_PIECES && soFar.length < enough;
    }

    /** Nothing more is to be expected. */
    void end() {
        open = false;
    }

    ByteBuffer soFar() {
        return ByteBuffer.wrap(soFar);
    }

    /** Waits for a piece; {@code false}: none has come in time, or none will. */
    boolean more(Duration atMost) throws IOException {
        Readiness readiness = endpoint.await(atMost);
        open = readiness == Readiness.BYTES || readiness == Readiness.TIME;
        if (readiness != Readiness.BYTES) {
            return false;
        }
        ByteBuffer piece = endpoint.unread();
        int count = piece.remaining();
        soFar = Arrays.copyOf(soFar, soFar.length + count);
        piece.get(soFar, soFar.length - count, count);
        endpoint.consume(count);
        pieces++;
        return true;
    }

    /** Sends the first so many of these, each once. */
    void send(ByteBuffer bytes, int count) throws IOException {
        int upTo = Math.min(count, bytes.limit());
        if (upTo > sent) {
            endpoint.write(bytes.slice(sent, upTo - sent));
            endpoint.flush();
            sent = upTo;
        }
    }
}
