package org.stockade.engine.internal.record;

/**
 * Bytes of one connection on the wire, below TLS: received from and sent to the peers of each side.
 *
 * @param secondaries secondary connections there were, whose bytes count for the server's side
 */
public record Traffic(
        long clientReceived,
        long clientSent,
        long serverReceived,
        long serverSent,
        Datagrams datagrams,
        int secondaries) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);

    /** Of a session without datagrams and secondary connections. */
    public Traffic(long clientReceived, long clientSent, long serverReceived, long serverSent) {
        this(clientReceived, clientSent, serverReceived, serverSent, Datagrams.NONE, 0);
    }
}
