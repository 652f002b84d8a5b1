package org.stockade.engine.internal.nat;

import java.util.List;
import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.Subnet;

/**
 * Networks of the same size, address by address: the first pair that has the address decides.
 *
 * @param defaultReject an address in none of them is refused; else it stays
 */
record OneToOneNat(List<Range> ranges, boolean defaultReject) implements Nat {
    OneToOneNat {
        ranges = List.copyOf(ranges);
    }

    /** From where to where; of one family and prefix length. */
    record Range(Subnet from, Subnet to) {}

    @Override
    public Optional<SockAddr> translate(Side side, Pair pair) throws AccessDeniedException {
        SockAddr before = pair.of(side);
        for (Range range : ranges) {
            if (range.from().contains(before.address())) {
                return Optional.of(
                        side.portOf(new SockAddr(range.to().map(before.address()), 0), before));
            }
        }
        return Unlisted.of(before, defaultReject);
    }
}
