package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;

/**
 * Decodes the body of a message, in place. One thread reads; any may ask {@link #ended} and {@link
 * #failure}.
 */
abstract class BodySource implements ByteSource {
    private final Endpoint from;
    private final long longest;
    private Runnable beforeWaiting = () -> {};
    private long given;
    private volatile boolean ended;
    private volatile @Nullable IOException failure;

    /**
     * @param longest body accepted in octets; 0: no limit
     */
    BodySource(Endpoint from, long longest) {
        this.from = from;
        this.longest = longest;
    }

    /** Decodes a body of this framing. */
    static BodySource of(Framing framing, Endpoint from, long longest, long longestChunk) {
        return switch (framing) {
            case Framing.None none -> new LengthSource(from, 0, longest);
            case Framing.Length(long octets) -> new LengthSource(from, octets, longest);
            case Framing.Chunked chunked -> new ChunkedSource(from, longest, longestChunk);
            case Framing.UntilClose until -> new UntilCloseSource(from, longest);
        };
    }

    /**
     * The octets of the body that have come, at least one, waiting as needed; {@code null} at its
     * end. The same octets come again until they are {@link #consume}d.
     *
     * @throws MalformedMessageException if the framing is broken, cut short, or over a limit
     */
    final @Nullable ByteBuffer next() throws IOException {
        IOException before = failure;
        if (before != null) {
            throw before;
        }
        try {
            return decode();
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }

    /** Finds the next octets; calls {@link #complete} as soon as the last one has come. */
    abstract @Nullable ByteBuffer decode() throws IOException;

    /** So many of the octets of {@link #next} are done with. */
    void consume(int count) {
        from.consume(count);
        given += count;
    }

    final Endpoint from() {
        return from;
    }

    /** A view of the unread octets, at most {@code most}. */
    final ByteBuffer view(long most) throws MalformedMessageException {
        ByteBuffer unread = from.unread();
        int count = (int) Math.min(unread.remaining(), most);
        if (longest > 0 && given + count > longest) {
            throw new MalformedMessageException(
                    413, "the body is over " + longest + " octets: max-body-length");
        }
        return unread.slice(unread.position(), count);
    }

    /**
     * What to do before each wait for the peer: flush what was decoded so far. Not to throw: that
     * failure is the destination's, whose next write tells.
     */
    final void beforeWaiting(Runnable flush) {
        beforeWaiting = flush;
    }

    /** Waits for one octet more; {@code false} if the connection has ended. */
    final boolean fill() throws IOException {
        beforeWaiting.run();
        return from.fill();
    }

    /** Waits until there is an octet. */
    final void await() throws IOException {
        while (!from.unread().hasRemaining()) {
            if (!fill()) {
                throw cutShort();
            }
        }
    }

    final MalformedMessageException cutShort() {
        return MalformedMessageException.cutShort(
                "the connection ended in the middle of a body, after " + given + " octets");
    }

    /** Notes that all of it has come. */
    final void complete() {
        ended = true;
    }

    /** Whether all of it has come; passing the last octets on may still be to do. */
    final boolean ended() {
        return ended;
    }

    /** What broke it, if anything did. */
    final @Nullable IOException failure() {
        return failure;
    }

    @Override
    public final int read(ByteBuffer into) throws IOException {
        ByteBuffer octets = next();
        if (octets == null) {
            return -1;
        }
        int count = Math.min(octets.remaining(), into.remaining());
        octets.limit(octets.position() + count);
        into.put(octets);
        consume(count);
        return count;
    }
}
