package org.stockade.endpoint;

import java.io.IOException;

/** A connection to a server could not be made. */
public final class ConnectFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean timedOut;
    private final boolean ours;
    private final boolean portTaken;

    /**
     * @param message names the address and what went wrong
     * @param timedOut whether nothing but time passed: a gateway then says 504 rather than 502
     */
    public ConnectFailedException(String message, boolean timedOut) {
        this(message, timedOut, false, false);
    }

    private ConnectFailedException(
            String message, boolean timedOut, boolean ours, boolean portTaken) {
        super(message);
        this.timedOut = timedOut;
        this.ours = ours;
        this.portTaken = portTaken;
    }

    /**
     * A failure that lies on this side: no descriptor, no free port, an address that is not ours.
     *
     * @param message names the address and what went wrong
     */
    public static ConnectFailedException ours(String message) {
        return new ConnectFailedException(message, false, true, false);
    }

    /**
     * Likewise, where the local port that was asked for is in use: another may be free.
     *
     * @param message names the address and what went wrong
     */
    public static ConnectFailedException portTaken(String message) {
        return new ConnectFailedException(message, false, true, true);
    }

    /** Whether the time limit passed without an answer. */
    public boolean timedOut() {
        return timedOut;
    }

    /** Whether it lies on this side, and so says nothing of the server. */
    public boolean ours() {
        return ours;
    }

    /** Whether the local port that was asked for is in use; {@link #ours} then too. */
    public boolean portTaken() {
        return portTaken;
    }

    /** None: what a peer does can be told in words, and a stack keeps the code that met it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
