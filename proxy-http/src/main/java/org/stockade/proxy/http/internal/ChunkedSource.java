package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.Endpoint;

/**
 * A chunked body (RFC 9112 section 7.1). Extensions and trailer fields are read, limited and
 * dropped; any octet that the grammar does not allow breaks it.
 */
final class ChunkedSource extends BodySource {
    private static final int LONGEST_EXTENSION = 256;
    private static final int LONGEST_EXTENSIONS = 4096;
    private static final int MOST_DIGITS = 16;

    private final long longestChunk;
    private long left;
    private boolean inChunk;
    private int extensions;

    ChunkedSource(Endpoint from, long longest, long longestChunk) {
        super(from, longest);
        this.longestChunk = longestChunk;
    }

    @Override
    @Nullable ByteBuffer decode() throws IOException {
        if (ended()) {
            return null;
        }
        if (left == 0) {
            if (inChunk) {
                endOfChunk();
            }
            left = size();
            inChunk = true;
            if (left == 0) {
                trailers();
                return null;
            }
        }
        await();
        return view(left);
    }

    @Override
    void consume(int count) {
        super.consume(count);
        left -= count;
    }

    private void endOfChunk() throws IOException {
        require(2);
        ByteBuffer unread = from().unread();
        if (unread.get(unread.position()) != '\r' || unread.get(unread.position() + 1) != '\n') {
            throw new MalformedMessageException(400, "no CRLF stands behind a chunk");
        }
        from().consume(2);
    }

    /** Reads one line: the size, and perhaps an extension. */
    private long size() throws IOException {
        long size = 0;
        int digits = 0;
        int at = 0;
        boolean extension = false;
        while (true) {
            require(at + 1);
            int octet = octet(at);
            int hex = Octets.hex(octet);
            if (octet == '\r') {
                require(at + 2);
                if (octet(at + 1) != '\n') {
                    throw new MalformedMessageException(400, "a bare CR in a chunk size line");
                }
                break;
            }
            if (extension) {
                if (Octets.isControl(octet) && octet != '\t') {
                    throw new MalformedMessageException(
                            400, "a control octet in a chunk extension");
                }
                if (at - digits > LONGEST_EXTENSION || ++extensions > LONGEST_EXTENSIONS) {
                    throw new MalformedMessageException(
                            400, "chunk extensions over 256 octets a line or 4096 a body");
                }
            } else if (hex >= 0) {
                if (++digits > MOST_DIGITS || size >> 59 != 0) {
                    throw new MalformedMessageException(400, "a chunk size above 2^63-1");
                }
                size = size << 4 | hex;
            } else if (octet == ';' && digits > 0) {
                extension = true;
            } else {
                throw new MalformedMessageException(
                        400, "a chunk size that is no hexadecimal number");
            }
            at++;
        }
        if (digits == 0) {
            throw new MalformedMessageException(400, "a chunk without a size");
        }
        if (longestChunk > 0 && size > longestChunk) {
            throw new MalformedMessageException(
                    400, "a chunk of " + size + " octets; max-chunk-length is " + longestChunk);
        }
        from().consume(at + 2);
        return size;
    }

    private void trailers() throws IOException {
        // The empty line at least, here, where waiting flushes first.
        require(2);
        if (octet(0) == '\r' && octet(1) == '\n') {
            from().consume(2);
        } else {
            HeadReader.trailers(from(), HeadLimits.DEFAULT);
        }
        complete();
    }

    private int octet(int at) {
        ByteBuffer unread = from().unread();
        return unread.get(unread.position() + at);
    }

    private void require(int count) throws IOException {
        while (from().unread().remaining() < count) {
            try {
                if (!fill()) {
                    throw cutShort();
                }
            } catch (BufferLimitException full) {
                throw new MalformedMessageException(400, "a chunk size line without an end");
            }
        }
    }
}
