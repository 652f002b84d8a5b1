package org.stockade.engine.internal.nat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;

/**
 * One of these addresses, whatever it was before; a destination keeps its port where they have
 * none.
 *
 * @param steady the same pair of addresses always gets the same one
 */
record FixedNat(List<SockAddr> addresses, boolean steady) implements Nat {
    FixedNat {
        addresses = List.copyOf(addresses);
    }

    @Override
    public Optional<SockAddr> translate(Side side, Pair pair) {
        SockAddr before = pair.of(side);
        SockAddr chosen = addresses.get(index(pair));
        return Optional.of(
                chosen.port() == 0 && side == Side.DESTINATION
                        ? chosen.withPort(before.port())
                        : chosen);
    }

    /** To the first of the addresses, where all are of its family. */
    Optional<Nat> ofOneFamily() {
        SockAddr first = addresses.getFirst();
        return addresses.stream().allMatch(each -> each.isIpv4() == first.isIpv4())
                ? Optional.of(new FixedNat(List.of(first), true))
                : Optional.empty();
    }

    private int index(Pair pair) {
        if (addresses.size() == 1) {
            return 0;
        }
        if (!steady) {
            return ThreadLocalRandom.current().nextInt(addresses.size());
        }
        int mixed =
                31 * pair.source().map(SockAddr::address).hashCode()
                        + pair.destination().map(SockAddr::address).hashCode();
        return Math.floorMod((mixed * 0x9E3779B9) >>> 8, addresses.size());
    }
}
