package org.stockade.proxy.http.internal;

/**
 * A request line and its fields (RFC 9112 section 3), well-formed octet by octet; what they mean is
 * not judged yet.
 *
 * @param target as it came
 */
record RequestHead(String method, String target, Version version, Fields fields) {

    /**
     * Takes a request line apart: method, one blank, target, one blank, version.
     *
     * @param longestTarget in octets
     */
    static RequestHead parse(String line, Fields fields, int longestTarget)
            throws MalformedMessageException {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 1 || second < 0) {
            throw new MalformedMessageException(
                    400, "a request line is method, target and version, with one blank between");
        }
        String method = line.substring(0, first);
        String target = line.substring(first + 1, second);
        if (!Octets.isToken(method)) {
            throw new MalformedMessageException(400, "the method is not a token");
        }
        if (target.isEmpty()) {
            throw new MalformedMessageException(400, "the request target is empty");
        }
        if (target.length() > longestTarget) {
            throw new MalformedMessageException(
                    414,
                    "the request target has "
                            + target.length()
                            + " octets; max-url-length allows "
                            + longestTarget);
        }
        return new RequestHead(method, target, Version.parse(line.substring(second + 1)), fields);
    }

    /** Whether the client keeps the connection for a further request (RFC 9112 section 9.3). */
    boolean persistent() {
        String option = fields.has("Connection") ? "Connection" : "Proxy-Connection";
        return switch (version) {
            case HTTP_1_1 -> !fields.hasMember(option, "close");
            case HTTP_1_0 ->
                    fields.hasMember(option, "keep-alive") && !fields.hasMember(option, "close");
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
