package org.stockade.policy;

import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;

/** An address that a listener has, and what comes to it there (core.md section 5.1). */
public record Bind(TransportProtocol protocol, SockAddr address) {
    private static final String DATAGRAMS = TransportProtocol.UDP.word() + ":";

    /** An address for connections. */
    public static Bind tcp(SockAddr address) {
        return new Bind(TransportProtocol.TCP, address);
    }

    /** An address for datagrams. */
    public static Bind udp(SockAddr address) {
        return new Bind(TransportProtocol.UDP, address);
    }

    /**
     * Reads {@code 192.0.2.1:80} or {@code udp:192.0.2.1:53}.
     *
     * @throws IllegalArgumentException if the address is malformed
     */
    public static Bind parse(String text) {
        return text.startsWith(DATAGRAMS)
                ? udp(SockAddr.parse(text.substring(DATAGRAMS.length())))
                : tcp(SockAddr.parse(text));
    }

    /** As a policy writes it. */
    @Override
    public String toString() {
        return protocol.written(address);
    }
}
