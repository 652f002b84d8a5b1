package org.stockade.endpoint;

import java.io.IOException;

/** The endpoint was closed or aborted on our side; the message says by what. */
public final class EndpointClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    public EndpointClosedException(String message) {
        super(message);
    }

    /** None: the end of a session can be told in words, and a stack keeps the code that met it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
