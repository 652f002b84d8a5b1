package org.stockade.engine.internal.nat;

import java.net.InetAddress;
import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/** IPv4 to an IPv6 address that has it inside. */
record Nat46(Embedding embedding, InetAddress prefix, InetAddress suffix) implements Nat {
    @Override
    public Optional<SockAddr> translate(Side side, Pair pair) throws AccessDeniedException {
        SockAddr before = pair.of(side);
        if (!before.isIpv4()) {
            throw new AccessDeniedException(
                    "NAT46 translates IPv4 addresses, and " + before.ip() + " is of IPv6");
        }
        return Optional.of(
                new SockAddr(embedding.embed(prefix, before.address(), suffix), before.port()));
    }
}
