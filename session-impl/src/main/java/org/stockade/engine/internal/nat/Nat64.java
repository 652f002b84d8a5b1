package org.stockade.engine.internal.nat;

import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/** IPv6 to the IPv4 address in it. */
record Nat64(Embedding embedding) implements Nat {
    @Override
    public Optional<SockAddr> translate(Side side, Pair pair) throws AccessDeniedException {
        SockAddr before = pair.of(side);
        if (before.isIpv4()) {
            throw new AccessDeniedException(
                    "NAT64 translates IPv6 addresses, and " + before.ip() + " is of IPv4");
        }
        return Optional.of(new SockAddr(embedding.extract(before.address()), before.port()));
    }
}
