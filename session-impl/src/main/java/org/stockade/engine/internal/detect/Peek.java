package org.stockade.engine.internal.detect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;

/** A look at a client's first bytes, which stay unread for whoever serves it. */
public final class Peek {
    /** For all of it together, however slowly the bytes come. */
    public static final Duration LIMIT = Duration.ofSeconds(5);

    /**
     * When so many bytes are there no more are waited for. What comes at once is at most as many
     * again, so that all of it can be put back.
     */
    public static final int ENOUGH = 16 * 1024;

    /** Each piece is a look at all bytes so far: a client that sends more gets no more looks. */
    public static final int MOST_PIECES = 1_000;

    private final List<Detector> detectors;
    private final Duration limit;

    /**
     * @param detectors asked in this order after each piece
     * @param limit longest wait for all pieces together
     */
    public Peek(List<Detector> detectors, Duration limit) {
        this.detectors = detectors;
        this.limit = limit;
    }

    /**
     * Waits until a detector knows, all have declined, or a limit is reached.
     *
     * @return empty too where the client has ended its output or the session is asked to finish
     */
    public Optional<Finding.Detected> at(Endpoint client) throws IOException {
        byte[] soFar = {};
        Optional<Finding.Detected> found = Optional.empty();
        long until = System.nanoTime() + limit.toNanos();
        boolean open = true;
        for (int pieces = 0; open && pieces < MOST_PIECES && soFar.length < ENOUGH; pieces++) {
            Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            if (client.await(left) != Readiness.BYTES) {
                break;
            }
            ByteBuffer piece = client.unread();
            int count = piece.remaining();
            soFar = Arrays.copyOf(soFar, soFar.length + count);
            piece.get(soFar, soFar.length - count, count);
            client.consume(count);
            List<Finding> findings = ask(ByteBuffer.wrap(soFar).asReadOnlyBuffer());
            found =
                    findings.stream()
                            .filter(Finding.Detected.class::isInstance)
                            .map(Finding.Detected.class::cast)
                            .findFirst();
            open = found.isEmpty() && findings.contains(Finding.NEED_MORE);
        }
        client.pushBack(ByteBuffer.wrap(soFar));
        return found;
    }

    private List<Finding> ask(ByteBuffer soFar) {
        return detectors.stream().map(each -> each.detect(soFar)).toList();
    }
}
