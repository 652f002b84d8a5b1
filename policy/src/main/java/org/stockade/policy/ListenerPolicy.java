package org.stockade.policy;

import java.util.List;
import org.stockade.endpoint.SockAddr;

/**
 * A listener: addresses that accept connections.
 *
 * @param bind at least one; port 0 is any free port
 * @param maxConnections open connections at once; one more is closed unread
 * @param proxyProtocol whether every connection begins with a PROXY protocol header
 * @param place where the document says how transparent it is, {@code file:line:column}
 */
public record ListenerPolicy(
        String name,
        List<SockAddr> bind,
        int maxConnections,
        boolean proxyProtocol,
        Transparency transparent,
        String place) {
    /** How the original destination of a connection is found. */
    public enum Transparency {
        /** It is the listener itself. */
        FALSE,
        /** Redirected by the packet filter: SO_ORIGINAL_DST. */
        REDIRECT,
        /** Transparent socket: its local address. */
        TPROXY
    }

    public ListenerPolicy {
        bind = List.copyOf(bind);
    }
}
