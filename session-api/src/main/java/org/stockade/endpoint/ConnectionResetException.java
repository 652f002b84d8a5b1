package org.stockade.endpoint;

import java.io.IOException;

/** The peer reset the connection. */
public final class ConnectionResetException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConnectionResetException(String message) {
        super(message);
    }

    /** None: what a peer does can be told in words, and a stack keeps the code that met it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
