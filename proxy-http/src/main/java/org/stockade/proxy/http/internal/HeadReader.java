package org.stockade.proxy.http.internal;

import java.io.IOException;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.Endpoint;

/**
 * Reads heads from one peer, one after the other. What follows a head stays unread.
 *
 * <p>What has come is parsed first; only a head that is not whole then needs a time limit.
 */
final class HeadReader {
    private final HeadParser parser;

    private HeadReader(HeadParser parser) {
        this.parser = parser;
    }

    static HeadReader requests(HeadLimits limits) {
        return new HeadReader(HeadParser.request(limits));
    }

    static HeadReader responses(HeadLimits limits) {
        return new HeadReader(HeadParser.response(limits));
    }

    /** The trailer section of a chunked body. */
    static void trailers(Endpoint from, HeadLimits limits) throws IOException {
        HeadReader trailers = new HeadReader(HeadParser.trailers(limits));
        if (!trailers.begin(from) && !trailers.finish(from)) {
            throw MalformedMessageException.cutShort("the body ends before its trailer section");
        }
    }

    /** Begins a new head with what is unread; whether that is all of it. Never waits. */
    boolean begin(Endpoint from) throws MalformedMessageException {
        parser.reset();
        return parse(from);
    }

    /** Lets go of its room while no head is to be expected soon. */
    void rest() {
        parser.rest();
    }

    /**
     * Reads the rest, waiting as needed.
     *
     * @return {@code false} where the peer ended in order before the head's first octet
     */
    boolean finish(Endpoint from) throws IOException {
        do {
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
        } while (!parse(from));
        return true;
    }

    private boolean parse(Endpoint from) throws MalformedMessageException {
        boolean complete = parser.parse(from.unread());
        if (complete) {
            from.consume(parser.length());
        }
        return complete;
    }

    /** The request head that was read whole. */
    RequestHead request(int longestTarget) throws MalformedMessageException {
        return RequestHead.parse(
                parser.octets(),
                parser.startFrom(),
                parser.startTo(),
                parser.fields(),
                longestTarget);
    }

    /** The response head that was read whole. */
    ResponseHead response() throws MalformedMessageException {
        return ResponseHead.parse(
                parser.octets(), parser.startFrom(), parser.startTo(), parser.fields());
    }
}
