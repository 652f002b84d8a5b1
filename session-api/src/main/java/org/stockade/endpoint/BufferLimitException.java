package org.stockade.endpoint;

import java.io.IOException;

/** The peer sent more than an endpoint keeps unread, and the protocol needs still more to go on. */
public final class BufferLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    public BufferLimitException(String message) {
        super(message);
    }
}
