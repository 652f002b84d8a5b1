package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.util.Optional;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.Endpoint;

/** Reads heads from a peer. What follows a head stays unread. */
final class HeadReader {
    private HeadReader() {}

    /** A whole request head; empty where the client ended in order before its first octet. */
    static Optional<RequestHead> request(Endpoint client, HeadLimits limits, int longestUrl)
            throws IOException {
        HeadParser parser = HeadParser.request(limits);
        if (!read(client, parser)) {
            return Optional.empty();
        }
        return Optional.of(RequestHead.parse(parser.startLine(), parser.fields(), longestUrl));
    }

    /** A whole response head. */
    static ResponseHead response(Endpoint server, HeadLimits limits) throws IOException {
        HeadParser parser = HeadParser.response(limits);
        if (!read(server, parser)) {
            throw new ServerEndedException("the server closed the connection without an answer");
        }
        return ResponseHead.parse(parser.startLine(), parser.fields());
    }

    /** The trailer section of a chunked body. */
    static void trailers(Endpoint from, HeadLimits limits) throws IOException {
        if (!read(from, HeadParser.trailers(limits))) {
            throw MalformedMessageException.cutShort("the body ends before its trailer section");
        }
    }

    private static boolean read(Endpoint from, HeadParser parser) throws IOException {
        while (!parser.parse(from.unread())) {
            try {
                if (!from.fill()) {
                    if (parser.begun()) {
                        throw MalformedMessageException.cutShort(
                                "the connection ended in the middle of a head");
                    }
                    return false;
                }
            } catch (BufferLimitException full) {
                throw new MalformedMessageException(
                        431, "the head is incomplete after " + parser.length() + " octets");
            }
        }
        from.consume(parser.length());
        return true;
    }
}
