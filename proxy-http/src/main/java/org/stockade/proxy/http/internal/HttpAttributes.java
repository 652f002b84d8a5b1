package org.stockade.proxy.http.internal;

import org.stockade.session.AbstractSession.Key;
import org.stockade.session.StackedSession;

/** What children, shells and logs can ask about the exchange under way. */
final class HttpAttributes {
    static final Key<String> URL = new Key<>("http.url", String.class);
    static final Key<String> METHOD = new Key<>("http.method", String.class);
    static final Key<String> VERSION = new Key<>("http.version", String.class);
    static final Key<String> HOST = new Key<>("http.host", String.class);
    static final Key<String> REQUEST_HEADERS = new Key<>("http.request_headers", String.class);
    static final Key<Integer> STATUS = new Key<>("http.status", Integer.class);
    static final Key<String> MIME_TYPE = new Key<>("http.mime_type", String.class);

    private HttpAttributes() {}

    static void publish(StackedSession session, Request request) {
        session.publish(URL, request.target().url());
        session.publish(METHOD, request.method());
        session.publish(VERSION, request.version().number());
        session.publish(HOST, request.target().authority().host());
        session.publishOnDemand(REQUEST_HEADERS, () -> request.head().fields().toString());
        session.withdraw(STATUS);
        session.withdraw(MIME_TYPE);
    }

    static void publish(StackedSession session, ResponseHead response) {
        session.publish(STATUS, response.status());
        session.publish(MIME_TYPE, response.mediaType());
    }
}
