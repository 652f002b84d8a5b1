package org.stockade.proxy.http.internal;

/** The versions of HTTP that this proxy speaks (RFC 9112 section 2.3). */
enum Version {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1");

    private final String number;

    Version(String number) {
        this.number = number;
    }

    /** As it stands in {@code Via}: {@code 1.1}. */
    String number() {
        return number;
    }

    /**
     * Reads {@code HTTP/1.1}; case matters.
     *
     * @throws MalformedMessageException with 505 if it is another version, with 400 if it is none
     */
    static Version parse(byte[] octets, int from, int to) throws MalformedMessageException {
        if (Octets.are(octets, from, to, "HTTP/1.1")) {
            return HTTP_1_1;
        }
        if (Octets.are(octets, from, to, "HTTP/1.0")) {
            return HTTP_1_0;
        }
        throw unknown(Octets.text(octets, from, to));
    }

    private static MalformedMessageException unknown(String text) {
        boolean other =
                text.length() == 8
                        && text.startsWith("HTTP/")
                        && Octets.isDigit(text.charAt(5))
                        && text.charAt(6) == '.'
                        && Octets.isDigit(text.charAt(7));
        return other
                ? new MalformedMessageException(
                        505, "version " + text + " is not supported; HTTP/1.0 and HTTP/1.1 are")
                : new MalformedMessageException(
                        400, "\"" + text + "\" is not an HTTP version; HTTP/1.1 is one");
    }

    @Override
    public String toString() {
        return "HTTP/" + number;
    }
}
