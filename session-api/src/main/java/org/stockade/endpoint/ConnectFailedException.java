package org.stockade.endpoint;

import java.io.IOException;

/** A connection to a server could not be made. */
public final class ConnectFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean timedOut;

    /**
     * @param message names the address and what went wrong
     * @param timedOut whether nothing but time passed: a gateway then says 504 rather than 502
     */
    public ConnectFailedException(String message, boolean timedOut) {
        super(message);
        this.timedOut = timedOut;
    }

    /** Whether the time limit passed without an answer. */
    public boolean timedOut() {
        return timedOut;
    }

    /** None: what a peer does can be told in words, and a stack keeps the code that met it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
