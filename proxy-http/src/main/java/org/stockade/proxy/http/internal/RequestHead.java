package org.stockade.proxy.http.internal;

/**
 * A request line and its fields (RFC 9112 section 3), well-formed octet by octet; what they mean is
 * not judged yet.
 *
 * @param target as it came
 * @param fields valid until the next head of this connection is read
 */
record RequestHead(String method, String target, Version version, Fields fields) {
    private static final byte[] CLOSE = Octets.of("close");
    private static final byte[] KEEP_ALIVE = Octets.of("keep-alive");

    /**
     * Takes a request line apart: method, one blank, target, one blank, version.
     *
     * @param from where the line begins
     * @param to where its CRLF stands
     * @param longestTarget in octets
     */
    static RequestHead parse(byte[] octets, int from, int to, Fields fields, int longestTarget)
            throws MalformedMessageException {
        int first = Octets.indexOf(octets, from, to, ' ');
        int second = first < 0 ? -1 : Octets.indexOf(octets, first + 1, to, ' ');
        if (first <= from || second < 0) {
            throw new MalformedMessageException(
                    400, "a request line is method, target and version, with one blank between");
        }
        if (!Octets.areToken(octets, from, first)) {
            throw new MalformedMessageException(400, "the method is not a token");
        }
        int length = second - first - 1;
        if (length == 0) {
            throw new MalformedMessageException(400, "the request target is empty");
        }
        if (length > longestTarget) {
            throw new MalformedMessageException(
                    414,
                    "the request target has "
                            + length
                            + " octets; max-url-length allows "
                            + longestTarget);
        }
        Version version = Version.parse(octets, second + 1, to);
        return new RequestHead(
                Methods.of(octets, from, first),
                Octets.text(octets, first + 1, second),
                version,
                fields);
    }

    /** Whether the client keeps the connection for a further request (RFC 9112 section 9.3). */
    boolean persistent() {
        FieldName option =
                fields.has(FieldName.CONNECTION)
                        ? FieldName.CONNECTION
                        : FieldName.PROXY_CONNECTION;
        return switch (version) {
            case HTTP_1_1 -> !fields.hasMember(option, CLOSE);
            case HTTP_1_0 ->
                    fields.hasMember(option, KEEP_ALIVE) && !fields.hasMember(option, CLOSE);
        };
    }

    /** Whether repeating it does no harm (RFC 9110 section 9.2.2). */
    boolean idempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** The method alone: targets hold secrets. */
    @Override
    public String toString() {
        return method;
    }
}
