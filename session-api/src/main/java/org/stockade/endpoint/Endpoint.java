package org.stockade.endpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The byte stream to and from one peer of a session.
 *
 * <p>It owns its buffers: they are leased when bytes come and given back when {@link #unread()} is
 * empty, so an endpoint that waits holds none. One thread may read while another writes. Closing or
 * aborting, from any thread, ends both with {@link EndpointClosedException}. A failure is sticky:
 * every later call on the same direction throws it again.
 */
@ProviderType
public interface Endpoint extends AutoCloseable {

    /** What {@link #await} found. */
    enum Readiness {
        /** At least one byte is unread now. */
        BYTES,
        /** The peer ended its direction in order; nothing is unread. */
        END,
        /** The time given has passed, or the session has been idle for as long as it may be. */
        TIME,
        /** The session is asked to finish at the next border of its protocol. */
        FINISH
    }

    /**
     * Waits until at least one byte more than now is unread, also where some are: to go on with
     * what is there, ask {@link #hasBuffered()} first.
     *
     * @return {@code false} if the peer has ended its direction in order
     * @throws BufferLimitException if 64 KiB are unread already
     * @throws TimeLimitException if a limit of {@link #readWithin} or the idle limit has passed
     */
    boolean fill() throws IOException;

    /**
     * The bytes that have come and were not consumed: a read-only view, position to limit.
     *
     * <p>Valid on the reading thread until its next {@link #fill}, {@link #read}, {@link
     * #readLine}, {@link #await}, {@link #consume} of everything, or {@link #startTls}.
     */
    ByteBuffer unread();

    /**
     * Marks the first {@code count} bytes of {@link #unread()} as done with.
     *
     * @throws IllegalArgumentException if fewer are unread
     */
    void consume(int count);

    /**
     * Puts a copy of these bytes in front of {@link #unread()}: what detection or a PROXY header
     * read too far. At most 64 KiB may be unread afterwards.
     */
    void pushBack(ByteBuffer bytes);

    /** Whether bytes from the peer have come that nobody has consumed. Never waits. */
    boolean hasBuffered();

    /**
     * Reads at least one byte into {@code into}, waiting as needed.
     *
     * @return the number of bytes, or -1 after the peer's orderly end
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Reads one line, waiting for the peer as needed. Bytes behind the line stay unread.
     *
     * @param limit longest line accepted, in bytes, without its CRLF
     * @return the line without CRLF, one char (U+0000 to U+00FF) per byte, or {@code null} after
     *     the peer's orderly end before the first byte of a line
     * @throws MalformedLineException if the line is longer than {@code limit}, holds a NUL, a bare
     *     CR or a bare LF, or ends without CRLF; the rest up to the next CRLF has then been
     *     discarded unparsed
     */
    @Nullable String readLine(int limit) throws IOException;

    /**
     * Waits for bytes without reading any, and ends nothing: when the time has passed the endpoint
     * is as it was.
     *
     * @param atMost longest wait; zero asks without waiting
     */
    Readiness await(Duration atMost) throws IOException;

    /**
     * Writes all of {@code bytes}, waiting while the peer is slow. May keep small writes until
     * {@link #flush}.
     */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Writes {@code line}, one byte per char, and CRLF.
     *
     * @throws IllegalArgumentException if it holds CR, LF, NUL or a char above U+00FF
     */
    void writeLine(String line) throws IOException;

    /**
     * Sends one byte as TCP urgent data (RFC 9293 section 3.8.5).
     *
     * @throws IOException if the transport or the layer on it has no urgent data
     */
    void writeUrgent(byte octet) throws IOException;

    /**
     * Sends what {@link #write} has kept. Also done by {@link #fill}, {@link #await} and their kin
     * before they wait.
     */
    void flush() throws IOException;

    /**
     * Flushes and half-closes: the peer sees the end, and may still send. A second call does
     * nothing.
     */
    void endOutput() throws IOException;

    /**
     * Moves bytes to another endpoint until {@code atMost} have moved or this one has ended.
     *
     * @return how many were moved; fewer than {@code atMost} only at the peer's orderly end
     */
    long transferTo(Endpoint to, long atMost) throws IOException;

    /**
     * Limits the time that all reading from now on may take together, until closed.
     *
     * <p>When it expires a waiting reader gets {@link TimeLimitException}, reading has ended for
     * ever, and writing still works: the peer can be told.
     *
     * @param what the thing read, for the message: "request head"
     */
    Deadline readWithin(String what, Duration limit);

    /**
     * Limits the time that all writing from now on may take together; when it expires the endpoint
     * is aborted.
     */
    Deadline writeWithin(String what, Duration limit);

    /**
     * Switches both directions to TLS in place and returns after the handshake.
     *
     * @throws IllegalStateException if bytes are unread: they came in the clear, and using them as
     *     if they had not is the STARTTLS injection (CVE-2011-0411)
     */
    void startTls(TlsPlan plan) throws IOException;

    /** Our address on this stream. */
    SockAddr local();

    /** The peer's address. */
    SockAddr remote();

    /** Bytes received from the peer so far, on the wire below TLS. */
    long received();

    /** Bytes sent to the peer so far, on the wire below TLS. */
    long sent();

    /** The operating system's descriptor, or -1 where the transport cannot tell. */
    int fd();

    /** Whether it was closed or aborted here, or its transport failed. */
    boolean isClosed();

    /**
     * Joins this endpoint to a session's clock and wish. Called by the engine before a proxy sees
     * the endpoint, and again when it leaves the session ({@link Watch#NONE}) and joins another:
     * nobody waits on it then.
     */
    void watch(Watch watch);

    /**
     * Wakes a thread in {@link #await} so that it looks at its {@link Watch} again. Any thread; the
     * engine's.
     */
    void nudge();

    /**
     * From any thread: resets the connection; everybody who waits is woken with {@link
     * EndpointClosedException}.
     */
    void abort();

    /**
     * From any thread: sends what can be sent without waiting, then closes. A second call does
     * nothing.
     */
    @Override
    void close();
}
