package org.stockade.bench;

import java.nio.charset.StandardCharsets;

/** Requests that are not wrk's, as bytes. */
final class Request {
    private Request() {}

    static byte[] get(Body body, boolean keepAlive) {
        return "GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n"
                .formatted(body.file(), keepAlive ? "" : "Connection: close\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
