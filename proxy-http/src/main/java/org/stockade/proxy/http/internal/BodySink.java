package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.Endpoint;

/** Writes a body in the framing its head announced. */
sealed interface BodySink extends ByteSink {

    /** The sink for a framing that the head announced. */
    static BodySink of(Framing framing, Endpoint to) {
        return switch (framing) {
            case Framing.None none -> new Plain(to);
            case Framing.Length length -> new Plain(to);
            case Framing.UntilClose until -> new Plain(to);
            case Framing.Chunked chunked -> new Chunks(to);
        };
    }

    /** The octets as they are: their number, or the connection's end, delimits them. */
    record Plain(Endpoint to) implements BodySink {
        @Override
        public void write(ByteBuffer octets) throws IOException {
            to.write(octets);
        }

        @Override
        public void end() {}
    }

    /**
     * Each write is one chunk (RFC 9112 section 7.1); no extensions, no trailers.
     *
     * @param line room for a size and its CRLF
     */
    record Chunks(Endpoint to, ByteBuffer line) implements BodySink {
        private static final byte[] HEX = Octets.of("0123456789abcdef");
        private static final byte[] CRLF = {'\r', '\n'};
        private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};

        Chunks(Endpoint to) {
            this(to, ByteBuffer.allocate(Integer.BYTES * 2 + CRLF.length));
        }

        @Override
        public void write(ByteBuffer octets) throws IOException {
            // A chunk of size 0 would end the body.
            if (octets.hasRemaining()) {
                int size = octets.remaining();
                line.clear();
                int digits = 8 - Integer.numberOfLeadingZeros(size) / 4;
                for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
                    line.put(HEX[size >>> shift & 15]);
                }
                to.write(line.put(CRLF).flip());
                to.write(octets);
                to.write(line.clear().put(CRLF).flip());
            }
        }

        @Override
        public void end() throws IOException {
            to.write(ByteBuffer.wrap(LAST));
        }
    }
}
