package org.stockade.engine.internal.record;

/**
 * Datagrams of one session: received from and sent to the peers of each side, and those that were
 * lost here, for nobody took them in time or the system did not.
 */
public record Datagrams(
        long clientReceived, long clientSent, long serverReceived, long serverSent, long lost) {
    public static final Datagrams NONE = new Datagrams(0, 0, 0, 0, 0);

    /** With what one more endpoint of the server's side has counted. */
    public Datagrams withServer(long received, long sent, long lostThere) {
        return new Datagrams(
                clientReceived,
                clientSent,
                serverReceived + received,
                serverSent + sent,
                lost + lostThere);
    }
}
