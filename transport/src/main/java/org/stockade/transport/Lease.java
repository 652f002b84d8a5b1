package org.stockade.transport;

import java.nio.ByteBuffer;

/** One buffer of a {@link BufferPool}, with a read-only view of it that is made once. */
public final class Lease {
    private final ByteBuffer bytes;
    private final ByteBuffer view;

    /** Whether somebody has it; guarded by its shelf. */
    private boolean out = true;

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
        out = true;
    }

    /** A buffer given back twice would serve two sessions at once. */
    void putBack() {
        if (!out) {
            throw new IllegalStateException("a buffer was given back twice");
        }
        out = false;
    }
}
