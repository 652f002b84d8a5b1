package org.stockade.proxy.http.internal;

import org.jspecify.annotations.Nullable;
import org.stockade.session.AbstractSession.Key;
import org.stockade.session.AbstractSession.LiveAttributes;

/**
 * What children, shells and logs can ask about the exchange under way. One object answers for a
 * whole connection; nothing is put together before it is asked for.
 *
 * <p>Any thread may ask for what the records of request and response hold as text. The fields are
 * places in the head's octets: only the connection's own thread, and a child that runs on it, can
 * have them copied out; others see them from then on.
 */
final class HttpAttributes implements LiveAttributes {
    static final Key<String> URL = new Key<>("http.url", String.class);
    static final Key<String> METHOD = new Key<>("http.method", String.class);
    static final Key<String> VERSION = new Key<>("http.version", String.class);
    static final Key<String> HOST = new Key<>("http.host", String.class);
    static final Key<String> REQUEST_HEADERS = new Key<>("http.request_headers", String.class);
    static final Key<Integer> STATUS = new Key<>("http.status", Integer.class);
    static final Key<String> MIME_TYPE = new Key<>("http.mime_type", String.class);

    private final Thread own = Thread.currentThread();
    private volatile @Nullable Request request;
    private volatile @Nullable ResponseHead response;
    private volatile @Nullable String requestHeaders;
    private volatile @Nullable String mediaType;

    /** A new exchange has begun; its response is unknown yet. */
    void begin(Request begun) {
        if (requestHeaders != null) {
            requestHeaders = null;
        }
        if (mediaType != null) {
            mediaType = null;
        }
        response = null;
        request = begun;
    }

    /** Its final response has come. */
    void respond(ResponseHead head) {
        response = head;
    }

    @Override
    public @Nullable Object value(String name) {
        Request asked = request;
        if (asked == null || !name.startsWith("http.")) {
            return null;
        }
        return switch (name) {
            case "http.url" -> asked.target().url();
            case "http.method" -> asked.method();
            case "http.version" -> asked.version().number();
            case "http.host" -> asked.target().authority().host();
            case "http.request_headers" -> requestHeaders(asked);
            case "http.status" -> status();
            case "http.mime_type" -> mediaType();
            default -> null;
        };
    }

    private @Nullable String requestHeaders(Request asked) {
        if (requestHeaders == null && Thread.currentThread() == own) {
            requestHeaders = asked.head().fields().toString();
        }
        return requestHeaders;
    }

    private @Nullable Integer status() {
        ResponseHead head = response;
        return head == null ? null : Integer.valueOf(head.status());
    }

    private @Nullable String mediaType() {
        ResponseHead head = response;
        if (mediaType == null && head != null && Thread.currentThread() == own) {
            mediaType = head.mediaType();
        }
        return mediaType;
    }
}
