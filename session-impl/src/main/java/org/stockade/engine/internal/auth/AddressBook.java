package org.stockade.engine.internal.auth;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.stockade.auth.Identity;
import org.stockade.policy.KnownAddress;
import org.stockade.session.Subnet;

/** Whom a policy takes to be at an address; the longest prefix decides. Immutable. */
public final class AddressBook {
    /** Prefix lengths in use, the longest first, by family. */
    private final List<Integer> ipv4;

    private final List<Integer> ipv6;
    private final Map<Subnet, Identity> bySubnet = new HashMap<>();

    /** Of these entries, each subnet once. */
    public AddressBook(List<KnownAddress> known) {
        TreeSet<Integer> four = new TreeSet<>(Comparator.reverseOrder());
        TreeSet<Integer> six = new TreeSet<>(Comparator.reverseOrder());
        for (KnownAddress each : known) {
            Subnet subnet = each.subnet();
            (subnet.isIpv4() ? four : six).add(subnet.prefix());
            bySubnet.put(network(subnet.address(), subnet.prefix()), each.identity());
        }
        ipv4 = List.copyOf(four);
        ipv6 = List.copyOf(six);
    }

    private static Subnet network(InetAddress address, int prefix) {
        return new Subnet(new Subnet(address, prefix).network(), prefix);
    }

    /** Who is there. */
    public Optional<Identity> at(InetAddress address) {
        if (bySubnet.isEmpty()) {
            return Optional.empty();
        }
        for (int prefix : address.getAddress().length == 4 ? ipv4 : ipv6) {
            Identity found = bySubnet.get(network(address, prefix));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
