package org.stockade.engine.internal.nat;

import java.util.List;
import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Subnet;

/** The first row that has both addresses says what becomes of one; its port stays. */
record GeneralNat(List<Row> rows) implements Nat {
    GeneralNat {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param source empty: any
     * @param destination empty: any
     * @param mapped gives the network part; of the host part as much as it has room for is kept
     */
    record Row(Optional<Subnet> source, Optional<Subnet> destination, Subnet mapped) {
        boolean has(Pair pair) {
            return has(source, pair.source()) && has(destination, pair.destination());
        }

        private static boolean has(Optional<Subnet> subnet, Optional<SockAddr> address) {
            return subnet.isEmpty()
                    || address.isEmpty()
                    || subnet.get().contains(address.get().address());
        }

        SockAddr map(Side side, SockAddr before) {
            Optional<Subnet> from = side == Side.SOURCE ? source : destination;
            return new SockAddr(
                    mapped.map(
                            from.map(subnet -> subnet.host(before.address()))
                                    .orElse(before.address())),
                    before.port());
        }
    }

    @Override
    public Optional<SockAddr> translate(Side side, Pair pair) {
        SockAddr before = pair.of(side);
        return rows.stream()
                .filter(row -> row.mapped().isIpv4() == before.isIpv4() && row.has(pair))
                .findFirst()
                .map(row -> row.map(side, before));
    }
}
