package org.stockade.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** One buffer of a {@link BufferPool}, with a read-only view of it that is made once. */
public final class Lease {
    private final ByteBuffer bytes;
    private final ByteBuffer view;
    private final AtomicBoolean out = new AtomicBoolean(true);

    Lease(int size) {
        bytes = ByteBuffer.allocateDirect(size);
        view = bytes.asReadOnlyBuffer();
    }

    /** The buffer itself; position and limit are whoever leased it's to set. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** The read-only view, from {@code start} to {@code end}. */
    public ByteBuffer view(int start, int end) {
        return view.limit(end).position(start);
    }

    /** How many bytes fit. */
    public int size() {
        return bytes.capacity();
    }

    void takeOut() {
        out.set(true);
    }

    /** A buffer given back twice would serve two sessions at once. */
    void putBack() {
        if (!out.compareAndSet(true, false)) {
            throw new IllegalStateException("a buffer was given back twice");
        }
    }
}
