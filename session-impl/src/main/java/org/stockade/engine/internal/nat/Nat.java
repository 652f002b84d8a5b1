package org.stockade.engine.internal.nat;

import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/** One NAT policy: what becomes of an address. Pure; any thread. */
public interface Nat {
    /** Which address of a server connection is asked for. */
    enum Side {
        /** Ours towards the server: {@code snat}. */
        SOURCE,
        /** The server's: {@code dnat}. */
        DESTINATION;

        /** A translated address with the port that belongs to it: a source's is free again. */
        SockAddr portOf(SockAddr translated, SockAddr before) {
            return translated.withPort(this == SOURCE ? 0 : before.port());
        }
    }

    /** Both addresses of a server connection as they are without translation. */
    record Pair(Optional<SockAddr> source, Optional<SockAddr> destination) {
        /** The one that is to be translated. */
        SockAddr of(Side side) {
            return (side == Side.SOURCE ? source : destination)
                    .orElseThrow(
                            () -> new IllegalArgumentException("there is no " + side + " here"));
        }
    }

    /**
     * What the address becomes; empty if this policy has nothing to say about it.
     *
     * @throws AccessDeniedException if it must not be used
     */
    Optional<SockAddr> translate(Side side, Pair pair) throws AccessDeniedException;
}
