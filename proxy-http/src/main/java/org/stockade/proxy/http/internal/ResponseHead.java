package org.stockade.proxy.http.internal;

import java.util.Locale;

/**
 * A status line and its fields (RFC 9112 section 4).
 *
 * @param reason as it came, or the standard's phrase where it held control octets
 * @param fields valid until the next head of this connection is read
 */
record ResponseHead(Version version, int status, String reason, Fields fields) {
    private static final byte[] CLOSE = Octets.of("close");
    private static final byte[] KEEP_ALIVE = Octets.of("keep-alive");

    /**
     * Takes a status line apart: version, one blank, three digits, and, after one blank, a reason.
     *
     * @param from where the line begins
     * @param to where its CRLF stands
     * @throws MalformedMessageException if it is none, or the status is not within 100 to 599
     */
    static ResponseHead parse(byte[] octets, int from, int to, Fields fields)
            throws MalformedMessageException {
        if (to - from < 12
                || octets[from + 8] != ' '
                || !Octets.are(octets, from, from + 5, "HTTP/")) {
            throw new MalformedMessageException(
                    502, "a response begins with version, blank and status");
        }
        Version version = Version.parse(octets, from, from + 8);
        int status = 0;
        for (int i = from + 9; i < from + 12; i++) {
            if (!Octets.isDigit(octets[i])) {
                throw new MalformedMessageException(502, "the status is not three digits");
            }
            status = status * 10 + octets[i] - '0';
        }
        if (status < 100 || status > 599 || (to - from > 12 && octets[from + 12] != ' ')) {
            throw new MalformedMessageException(
                    502, "the status is not one of 100 to 599, followed by a blank");
        }
        String reason = reason(status, octets, Math.min(from + 13, to), to);
        return new ResponseHead(version, status, reason, fields);
    }

    private static String reason(int status, byte[] octets, int from, int to) {
        String usual = Reasons.of(status);
        if (Octets.are(octets, from, to, usual)) {
            return usual;
        }
        for (int i = from; i < to; i++) {
            if (Octets.isControl(octets[i]) && octets[i] != '\t') {
                return usual;
            }
        }
        return Octets.text(octets, from, to);
    }

    /** Whether the server keeps the connection after this (RFC 9112 section 9.3). */
    boolean persistent() {
        return switch (version) {
            case HTTP_1_1 -> !fields.hasMember(FieldName.CONNECTION, CLOSE);
            case HTTP_1_0 ->
                    fields.hasMember(FieldName.CONNECTION, KEEP_ALIVE)
                            && !fields.hasMember(FieldName.CONNECTION, CLOSE);
        };
    }

    /** Whether a final response is still to come. */
    boolean interim() {
        return status < 200;
    }

    /** The media type without parameters, in lower case; empty where none is given. */
    String mediaType() {
        String value = fields.first(FieldName.CONTENT_TYPE).orElse("");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
