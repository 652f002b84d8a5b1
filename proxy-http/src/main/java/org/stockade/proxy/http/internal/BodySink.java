package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** Each write is one chunk (RFC 9112 section 7.1); no extensions, no trailers. */
    record Chunks(Endpoint to) implements BodySink {
        private static final byte[] CRLF = {'\r', '\n'};
        private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};

        @Override
        public void write(ByteBuffer octets) throws IOException {
            // A chunk of size 0 would end the body.
            if (octets.hasRemaining()) {
                String size = Integer.toHexString(octets.remaining()) + "\r\n";
                to.write(ByteBuffer.wrap(size.getBytes(StandardCharsets.US_ASCII)));
                to.write(octets);
                to.write(ByteBuffer.wrap(CRLF));
            }
        }

        @Override
        public void end() throws IOException {
            to.write(ByteBuffer.wrap(LAST));
        }
    }
}
