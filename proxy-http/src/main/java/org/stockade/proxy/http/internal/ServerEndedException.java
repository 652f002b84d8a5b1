package org.stockade.proxy.http.internal;

import java.io.IOException;

/** The server ended its connection in order before the first octet of a response. */
final class ServerEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    ServerEndedException(String message) {
        super(message);
    }
}
