package org.stockade.proxy.http.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The field names that mean something here (RFC 9110, section 18.4 and its neighbours): found once,
 * while the head is parsed, so that all that follows compares numbers.
 */
enum FieldName {
    /** Any other: it goes on as it came. */
    OTHER(""),

    ACCEPT_ENCODING("Accept-Encoding"),
    ACCEPT_RANGES("Accept-Ranges"),
    ALT_SVC("Alt-Svc"),
    AUTHORIZATION("Authorization"),
    CACHE_CONTROL("Cache-Control"),
    /** No field of any standard, but the option of Connection that stands in most of them. */
    CLOSE("Close"),
    CONNECTION("Connection"),
    CONTENT_DIGEST("Content-Digest"),
    CONTENT_ENCODING("Content-Encoding"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_MD5("Content-MD5"),
    CONTENT_RANGE("Content-Range"),
    CONTENT_TYPE("Content-Type"),
    COOKIE("Cookie"),
    DATE("Date"),
    DIGEST("Digest"),
    EXPECT("Expect"),
    FORWARDED("Forwarded"),
    HOST("Host"),
    HTTP2_SETTINGS("HTTP2-Settings"),
    IF_RANGE("If-Range"),
    KEEP_ALIVE("Keep-Alive"),
    LOCATION("Location"),
    MAX_FORWARDS("Max-Forwards"),
    ORIGIN("Origin"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHENTICATION_INFO("Proxy-Authentication-Info"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    RANGE("Range"),
    REPR_DIGEST("Repr-Digest"),
    SET_COOKIE("Set-Cookie"),
    TE("TE"),
    TRAILER("Trailer"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    VIA("Via"),
    WWW_AUTHENTICATE("WWW-Authenticate"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_HOST("X-Forwarded-Host"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_REAL_IP("X-Real-IP");

    private static final FieldName[][] BY_LENGTH = byLength();

    private final String text;
    private final byte[] lower;

    FieldName(String text) {
        this.text = text;
        lower = Octets.of(text.toLowerCase(Locale.ROOT));
    }

    private static FieldName[][] byLength() {
        List<List<FieldName>> lengths = new ArrayList<>();
        for (FieldName each : values()) {
            while (lengths.size() <= each.lower.length) {
                lengths.add(new ArrayList<>());
            }
            lengths.get(each.lower.length).add(each);
        }
        lengths.getFirst().clear();
        return lengths.stream()
                .map(each -> each.toArray(FieldName[]::new))
                .toArray(FieldName[][]::new);
    }

    /** The name that these octets spell, in whatever case, or {@link #OTHER}. */
    static FieldName of(byte[] octets, int from, int to) {
        int length = to - from;
        if (length < BY_LENGTH.length) {
            for (FieldName each : BY_LENGTH[length]) {
                if (Octets.spell(octets, from, to, each.lower)) {
                    return each;
                }
            }
        }
        return OTHER;
    }

    /** A set of names, for {@link #in}; never holds {@link #OTHER}. */
    static long set(FieldName... names) {
        return Arrays.stream(names).mapToLong(FieldName::bit).reduce(0, (a, b) -> a | b);
    }

    /** The set of this name alone; empty for {@link #OTHER}. */
    long bit() {
        return this == OTHER ? 0 : 1L << ordinal();
    }

    boolean in(long set) {
        return (set & bit()) != 0;
    }

    /** As the standard writes it. */
    @Override
    public String toString() {
        return text;
    }
}
