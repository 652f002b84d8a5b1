package org.stockade.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.MalformedLineException;

/** Reads lines that end with CRLF, and nothing else that looks like a line. */
final class LineReader {
    /** How much of a malformed line is thrown away before the peer is given up. */
    private static final int DISCARD_LIMIT = 1024 * 1024;

    private final Inlet in;
    private final Link link;

    LineReader(Inlet in, Link link) {
        this.in = in;
        this.link = link;
    }

    @Nullable String readLine(int limit) throws IOException {
        int seen = 0;
        while (true) {
            while (seen < in.size()) {
                byte octet = in.at(seen);
                if (octet == '\r') {
                    if (seen + 1 == in.size()) {
                        break;
                    }
                    if (in.at(seen + 1) == '\n') {
                        String line = new String(in.copy(seen), StandardCharsets.ISO_8859_1);
                        in.consume(seen + 2);
                        return line;
                    }
                    throw malformed("holds a CR without LF", seen + 1);
                }
                seen++;
                if (octet == '\n') {
                    throw malformed("holds an LF without CR", seen);
                }
                if (octet == 0) {
                    throw malformed("holds a NUL", seen);
                }
                if (seen > limit) {
                    throw malformed("is over " + limit + " bytes", seen);
                }
            }
            if (!in.fill()) {
                if (in.size() == 0) {
                    return null;
                }
                in.consume(in.size());
                throw new MalformedLineException(whose() + "ends without CRLF");
            }
        }
    }

    /** Discards up to the next CRLF behind the first {@code seen} bytes, and tells why. */
    private MalformedLineException malformed(String why, int seen) throws IOException {
        in.consume(seen);
        int discarded = seen;
        while (true) {
            int count = in.size();
            int at = 0;
            while (at + 1 < count && !(in.at(at) == '\r' && in.at(at + 1) == '\n')) {
                at++;
            }
            if (at + 1 < count) {
                in.consume(at + 2);
                break;
            }
            // A CR at the very end may be the first half of a CRLF.
            int gone = count > 0 && in.at(count - 1) == '\r' ? count - 1 : count;
            in.consume(gone);
            discarded += gone;
            if (discarded > DISCARD_LIMIT) {
                throw link.failedReading(
                        new BufferLimitException(
                                whose() + why + ", and did not end within " + DISCARD_LIMIT));
            }
            if (!in.fill()) {
                in.consume(in.size());
                break;
            }
        }
        return new MalformedLineException(whose() + why);
    }

    private String whose() {
        return "line from " + link.wire().remote() + " ";
    }
}
