package org.stockade.endpoint;

import java.io.IOException;

/** A connection to a server could not be made. */
public final class ConnectFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean timedOut;
    private final boolean ours;

    /**
     * @param message names the address and what went wrong
     * @param timedOut whether nothing but time passed: a gateway then says 504 rather than 502
     */
    public ConnectFailedException(String message, boolean timedOut) {
        this(message, timedOut, false);
    }

    private ConnectFailedException(String message, boolean timedOut, boolean ours) {
        super(message);
        this.timedOut = timedOut;
        this.ours = ours;
    }

    /**
     * A failure that lies on this side: no descriptor, no free port, an address that is not ours.
     *
     * @param message names the address and what went wrong
     */
    public static ConnectFailedException ours(String message) {
        return new ConnectFailedException(message, false, true);
    }

    /** Whether the time limit passed without an answer. */
    public boolean timedOut() {
        return timedOut;
    }

    /** Whether it lies on this side, and so says nothing of the server. */
    public boolean ours() {
        return ours;
    }

    /** None: what a peer does can be told in words, and a stack keeps the code that met it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
