package org.stockade.engine.internal.record;

/**
 * Bytes of one connection on the wire, below TLS: received from and sent to the peers of each side.
 */
public record Traffic(long clientReceived, long clientSent, long serverReceived, long serverSent) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);
}
