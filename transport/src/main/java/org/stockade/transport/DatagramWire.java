package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What lies at the bottom of a {@link MessageEndpoint}: it moves whole datagrams. A peer that is
 * found not to be there is a {@link org.stockade.endpoint.ConnectionResetException}.
 */
public interface DatagramWire extends Wire {
    /**
     * Puts the next datagram, which may be empty, into a buffer with room for any; {@code false}:
     * none has come yet.
     */
    boolean receive(ByteBuffer into) throws IOException;

    /** Sends one datagram; {@code false}: the system did not take it, and it is lost. */
    boolean send(ByteBuffer datagram) throws IOException;

    /** Datagrams that were lost on their way to {@link #receive}. */
    long lost();

    /** Bytes of datagrams that wait for {@link #receive} in here. */
    long held();

    @Override
    default int pull(ByteBuffer into) {
        throw new UnsupportedOperationException("datagrams are no stream");
    }

    @Override
    default int push(ByteBuffer from) {
        throw new UnsupportedOperationException("datagrams are no stream");
    }

    @Override
    default void pushEnd() {}

    @Override
    default void pushUrgent(byte octet) {
        throw new UnsupportedOperationException("datagrams have no urgent data");
    }

    /** A datagram goes at once or is lost. */
    @Override
    default void whenWritable(Gate gate) {
        gate.open();
    }
}
