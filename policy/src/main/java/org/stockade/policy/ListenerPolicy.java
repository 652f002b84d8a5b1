package org.stockade.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stockade.endpoint.TransportProtocol;

/**
 * A listener: addresses that accept connections, or receive datagrams.
 *
 * @param bind at least one; port 0 is any free port
 * @param maxConnections open connections at once, pairs that exchange datagrams among them; one
 *     more is closed unread
 * @param maxConnectionsPerSource likewise of one source; 0: as {@link #mostPerSource} says
 * @param proxyProtocol whether every connection begins with a PROXY protocol header
 * @param place where the document says how transparent it is, {@code file:line:column}
 */
public record ListenerPolicy(
        String name,
        List<Bind> bind,
        int maxConnections,
        int maxConnectionsPerSource,
        boolean proxyProtocol,
        Transparency transparent,
        String place) {
    /** Of one source that may send datagrams, whose address need not be its own. */
    public static final int DATAGRAM_SOURCES = 1000;

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

    /** Most that one source may have open by this protocol. */
    public int mostPerSource(TransportProtocol protocol) {
        if (maxConnectionsPerSource > 0) {
            return maxConnectionsPerSource;
        }
        return protocol == TransportProtocol.UDP ? DATAGRAM_SOURCES : Integer.MAX_VALUE;
    }

    /** What comes to any of its addresses. */
    public Set<TransportProtocol> protocols() {
        return bind.stream().map(Bind::protocol).collect(Collectors.toUnmodifiableSet());
    }
}
