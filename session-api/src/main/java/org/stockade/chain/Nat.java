package org.stockade.chain;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/**
 * One NAT policy: what becomes of an address of a server connection. Pure, no I/O; any thread. What
 * it answers is checked like any other address before anything is connected.
 */
@ConsumerType
@FunctionalInterface
public interface Nat {
    /** Which address of a server connection is asked for. */
    enum Side {
        /** Ours towards the server: {@code snat}. */
        SOURCE,
        /** The server's: {@code dnat}. */
        DESTINATION;

        /** A translated address with the port that belongs to it: a source's is free again. */
        public SockAddr portOf(SockAddr translated, SockAddr before) {
            return translated.withPort(this == SOURCE ? 0 : before.port());
        }
    }

    /** Both addresses of a server connection as they are without translation. */
    record Pair(Optional<SockAddr> source, Optional<SockAddr> destination) {
        /** The one that is to be translated. */
        public SockAddr of(Side side) {
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
