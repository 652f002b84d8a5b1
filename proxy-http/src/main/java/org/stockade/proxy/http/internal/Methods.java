package org.stockade.proxy.http.internal;

/**
 * The methods of RFC 9110 section 9 and RFC 5789: known ones need no text made for each request.
 */
final class Methods {
    private static final String[] KNOWN = {
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"
    };

    private Methods() {}

    /** The method as text. Case matters. */
    static String of(byte[] octets, int from, int to) {
        for (String known : KNOWN) {
            if (Octets.are(octets, from, to, known)) {
                return known;
            }
        }
        return Octets.text(octets, from, to);
    }
}
