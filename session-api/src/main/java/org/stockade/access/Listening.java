package org.stockade.access;

import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;

/**
 * A socket that listens.
 *
 * @param open sessions of this address alone
 */
public record Listening(
        String listener,
        SockAddr address,
        int open,
        int maxConnections,
        TransportProtocol protocol) {
    /** One for connections. */
    public Listening(String listener, SockAddr address, int open, int maxConnections) {
        this(listener, address, open, maxConnections, TransportProtocol.TCP);
    }

    /** As a policy binds it: {@code 192.0.2.1:80}, {@code udp:192.0.2.1:53}. */
    public String bound() {
        return protocol.written(address);
    }
}
