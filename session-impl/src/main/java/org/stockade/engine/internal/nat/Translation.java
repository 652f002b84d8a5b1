package org.stockade.engine.internal.nat;

import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AccessDeniedException;

/**
 * The NAT policies of one service. Both translate from the addresses as they were before, and the
 * source is the client's where no router has another.
 *
 * @param snat translates our address
 * @param dnat translates the server's
 */
public record Translation(Optional<Nat> snat, Optional<Nat> dnat) {
    /** Translates nothing. */
    public static final Translation NONE = new Translation(Optional.empty(), Optional.empty());

    /**
     * The addresses of a server connection.
     *
     * @param local ours; empty: the system chooses
     */
    public record Addresses(Optional<SockAddr> local, SockAddr remote) {}

    /** Of our own address alone. */
    public Translation ofSource() {
        return new Translation(snat, Optional.empty());
    }

    /** Whether anything is translated. */
    public boolean isNone() {
        return snat.isEmpty() && dnat.isEmpty();
    }

    /**
     * What is really connected.
     *
     * @param client the client's address
     * @throws AccessDeniedException if a policy refuses an address
     * @throws ConnectFailedException if what comes out is of two families
     */
    public Addresses of(Optional<SockAddr> client, Addresses before)
            throws AccessDeniedException, ConnectFailedException {
        if (isNone()) {
            return new Addresses(ofOneFamily(before.local(), before.remote()), before.remote());
        }
        Nat.Pair pair = new Nat.Pair(source(client, before.local()), Optional.of(before.remote()));
        Optional<SockAddr> local = before.local();
        if (snat.isPresent() && pair.source().isPresent()) {
            local = snat.get().translate(Nat.Side.SOURCE, pair).or(before::local);
        }
        SockAddr remote = before.remote();
        if (dnat.isPresent()) {
            remote = dnat.get().translate(Nat.Side.DESTINATION, pair).orElse(remote);
        }
        return new Addresses(ofOneFamily(local, remote), remote);
    }

    private static Optional<SockAddr> source(Optional<SockAddr> client, Optional<SockAddr> local) {
        int port = local.map(SockAddr::port).orElse(0);
        return local.filter(each -> !each.address().isAnyLocalAddress())
                .or(() -> client.map(each -> each.withPort(port)));
    }

    private static Optional<SockAddr> ofOneFamily(Optional<SockAddr> local, SockAddr remote)
            throws ConnectFailedException {
        if (local.isEmpty() || local.get().isIpv4() == remote.isIpv4()) {
            return local;
        }
        SockAddr ours = local.get();
        if (!ours.address().isAnyLocalAddress()) {
            throw ConnectFailedException.ours(
                    "server "
                            + remote
                            + " cannot be reached from "
                            + ours
                            + ": one is of IPv4, the other of IPv6; translate both");
        }
        return Optional.of(SockAddr.of(remote.isIpv4() ? "0.0.0.0" : "::", ours.port()));
    }
}
