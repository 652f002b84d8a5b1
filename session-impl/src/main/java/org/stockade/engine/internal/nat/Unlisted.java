package org.stockade.engine.internal.nat;

import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/** What becomes of an address that a one-to-one table does not have. */
final class Unlisted {
    private Unlisted() {}

    static Optional<SockAddr> of(SockAddr address, boolean reject) throws AccessDeniedException {
        if (reject) {
            throw new AccessDeniedException(
                    "the NAT policy has no address for "
                            + address.ip()
                            + "; add one, or let such addresses pass with default-reject: false");
        }
        return Optional.of(address);
    }
}
