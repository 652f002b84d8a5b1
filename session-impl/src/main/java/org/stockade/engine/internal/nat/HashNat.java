package org.stockade.engine.internal.nat;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/**
 * Address by address from a table.
 *
 * @param defaultReject an address that is not in it is refused; else it stays
 */
record HashNat(Map<InetAddress, InetAddress> table, boolean defaultReject) implements Nat {
    HashNat {
        table = Map.copyOf(table);
    }

    @Override
    public Optional<SockAddr> translate(Side side, Pair pair) throws AccessDeniedException {
        SockAddr before = pair.of(side);
        InetAddress found = table.get(before.address());
        return found == null
                ? Unlisted.of(before, defaultReject)
                : Optional.of(side.portOf(new SockAddr(found, 0), before));
    }
}
