package org.stockade.endpoint;

import java.io.IOException;

/**
 * A limit of time has passed: the message names what it limited, the limit, and the key that raises
 * it where one does.
 */
public final class TimeLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    public TimeLimitException(String message) {
        super(message);
    }

    /** None: a limit can be told in words, and a stack keeps the code that met it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
