package org.stockade.proxy.http.internal;

/**
 * A status line and its fields (RFC 9112 section 4).
 *
 * @param reason as it came, or the standard's phrase where it held control octets
 */
record ResponseHead(Version version, int status, String reason, Fields fields) {

    /**
     * Takes a status line apart: version, one blank, three digits, and, after one blank, a reason.
     *
     * @throws MalformedMessageException if it is none, or the status is not within 100 to 599
     */
    static ResponseHead parse(String line, Fields fields) throws MalformedMessageException {
        if (line.length() < 12 || line.charAt(8) != ' ' || !line.startsWith("HTTP/")) {
            throw new MalformedMessageException(
                    502, "a response begins with version, blank and status");
        }
        Version version = Version.parse(line.substring(0, 8));
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (!Octets.isDigit(line.charAt(i))) {
                throw new MalformedMessageException(502, "the status is not three digits");
            }
            status = status * 10 + line.charAt(i) - '0';
        }
        if (status < 100 || status > 599 || (line.length() > 12 && line.charAt(12) != ' ')) {
            throw new MalformedMessageException(
                    502, "the status is not one of 100 to 599, followed by a blank");
        }
        String reason = line.length() > 13 ? line.substring(13) : "";
        boolean controls = reason.chars().anyMatch(c -> Octets.isControl(c) && c != '\t');
        return new ResponseHead(version, status, controls ? Reasons.of(status) : reason, fields);
    }

    /** Whether the server keeps the connection after this (RFC 9112 section 9.3). */
    boolean persistent() {
        return switch (version) {
            case HTTP_1_1 -> !fields.hasMember("Connection", "close");
            case HTTP_1_0 ->
                    fields.hasMember("Connection", "keep-alive")
                            && !fields.hasMember("Connection", "close");
        };
    }

    /** Whether a final response is still to come. */
    boolean interim() {
        return status < 200;
    }

    /** The media type without parameters, in lower case; empty where none is given. */
    String mediaType() {
        String value = fields.first("Content-Type").orElse("");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon))
                .trim()
                .toLowerCase(java.util.Locale.ROOT);
    }
}
