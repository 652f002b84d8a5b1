package org.stockade.transport;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;

/**
 * What a stacked child takes for a peer: its reads decode its parent's framing, its writes encode
 * it.
 *
 * <p>It waits in the source and the sink, which have limits of their own: limits set on this
 * endpoint are looked at between two calls of them only, and {@link #await} behaves like {@link
 * #fill}. Closing flushes; that may wait in the sink.
 */
public final class PayloadEndpoint extends BufferedEndpoint {
    private final PayloadWire wire;

    /**
     * @param near whose addresses and watch this endpoint shows
     * @param below aborted when this endpoint is, which wakes a thread that waits in the source or
     *     the sink; {@code null}: nothing is
     */
    public PayloadEndpoint(
            ByteSource source,
            ByteSink sink,
            Endpoint near,
            @Nullable Endpoint below,
            BufferPool pool) {
        this(new PayloadWire(source, sink, near, below), pool);
        if (near instanceof BufferedEndpoint known) {
            watch(known.watch());
        }
    }

    private PayloadEndpoint(PayloadWire wire, BufferPool pool) {
        super(wire, pool);
        this.wire = wire;
    }

    /**
     * Whether the child has ended its output, by {@link #endOutput}. The sink's end was not called.
     */
    public boolean outputEnded() {
        return hasEndedOutput();
    }

    /** Sends what is kept and completes the parent's framing: after the child has ended well. */
    public void complete() throws IOException {
        flush();
        wire.complete();
    }

    /** What the source or the sink threw first, also if the child swallowed it. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(wire.failure());
    }
}
