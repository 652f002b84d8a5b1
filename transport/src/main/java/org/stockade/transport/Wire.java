package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.stockade.endpoint.SockAddr;

/**
 * What lies at the bottom of a {@link BufferedEndpoint}: it moves bytes and knows no rules.
 *
 * <p>One thread pulls, one pushes; closing and resetting may be done from any thread, and
 * everything after it throws. A reset by the peer is a {@link
 * org.stockade.endpoint.ConnectionResetException}.
 */
public interface Wire {
    /**
     * Reads what there is: the number of bytes, 0 if nothing has come yet, -1 at the peer's end.
     */
    int pull(ByteBuffer into) throws IOException;

    /** Writes what can be written now, and tells how many bytes that was. */
    int push(ByteBuffer from) throws IOException;

    /** As {@link #push(ByteBuffer)}, of two buffers in one segment where the wire can do that. */
    default int push(ByteBuffer first, ByteBuffer second) throws IOException {
        int count = push(first);
        return first.hasRemaining() ? count : count + push(second);
    }

    /**
     * Sends what belongs in front of an end; {@code false}: call again when more can be written.
     */
    default boolean pushFarewell() throws IOException {
        return true;
    }

    /** Half-closes. */
    void pushEnd() throws IOException;

    /** Sends one byte as urgent data. */
    void pushUrgent(byte octet) throws IOException;

    /**
     * Whether {@link #pull} would return 0, as far as is known without asking: what has come in
     * this very moment may not be known yet.
     */
    default boolean isQuiet() {
        return false;
    }

    /** Opens {@code gate} as soon as {@link #pull} would not return 0, even if that is at once. */
    void whenReadable(Gate gate);

    /** Opens {@code gate} as soon as {@link #push} would not return 0, even if that is at once. */
    void whenWritable(Gate gate);

    /** Whether {@link #pull} and {@link #push} wait by themselves, and so never return 0. */
    default boolean waitsItself() {
        return false;
    }

    /** The time as of {@link System#nanoTime}; it may be behind by a fraction of a second. */
    default long now() {
        return System.nanoTime();
    }

    /** Whether it calls {@link Gate#tick} for the gates given to it, several times a second. */
    default boolean ticks() {
        return false;
    }

    /** Closes in order. */
    void close();

    /** Closes so that the peer sees a reset. */
    void reset();

    /** Gives back the buffers it has; only when no thread uses it any more. */
    default void release() {}

    /** The operating system's descriptor, or -1 where there is none or it cannot be told. */
    default int fd() {
        return -1;
    }

    SockAddr local();

    SockAddr remote();
}
