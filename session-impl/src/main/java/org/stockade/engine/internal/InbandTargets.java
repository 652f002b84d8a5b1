package org.stockade.engine.internal;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.SubnetTable;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * Which addresses a protocol may name as its target.
 *
 * <p>Loopback, link-local, private and the firewall's own addresses are refused unless a zone was
 * drawn for just such a range: its subnet that contains the address, the longest of them, must lie
 * wholly within one. {@code 0.0.0.0/0} opens none of them, and the zone of a private network does
 * not open the firewall's own address in it: that is a range of one address.
 */
final class InbandTargets {
    /** RFC 6890 and its successors: what is not the public network. */
    private static final List<Subnet> INTERNAL =
            List.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "224.0.0.0/4",
                            "240.0.0.0/4",
                            "::/96",
                            "64:ff9b::/96",
                            "64:ff9b:1::/48",
                            "2002::/16",
                            "fc00::/7",
                            "fe80::/10",
                            "fec0::/10",
                            "ff00::/8")
                    .stream()
                    .map(Subnet::parse)
                    .toList();

    private static final SubnetTable RANGES = new SubnetTable(INTERNAL);

    /** The ranges by their numbers; none overlaps another. */
    private static final List<Subnet> BY_NUMBER =
            INTERNAL.stream().sorted(Comparator.comparingInt(RANGES::number)).toList();

    private static final OwnAddresses OWN = OwnAddresses.ofSystem();

    private InbandTargets() {}

    /** Why this target is refused; empty: it is not. */
    static Optional<String> refusal(SockAddr target, Optional<Zone> zone) {
        Optional<Subnet> internal = range(target.address());
        if (internal.isEmpty()) {
            return Optional.empty();
        }
        boolean drawnForIt =
                zone.flatMap(known -> mostSpecific(known, target.address()))
                        .map(internal.get()::contains)
                        .orElse(false);
        return drawnForIt
                ? Optional.empty()
                : Optional.of(
                        "target "
                                + target
                                + " lies in the internal range "
                                + internal.get()
                                + ", and no zone was drawn for it; to permit it name a subnet within that"
                                + " range in a zone");
    }

    private static Optional<Subnet> range(InetAddress address) {
        // All of 127.0.0.0/8 is ours, and one range.
        if (!address.isLoopbackAddress() && !address.isAnyLocalAddress() && isOurs(address)) {
            return Optional.of(single(address));
        }
        int number = RANGES.find(address);
        return number == SubnetTable.NONE ? Optional.empty() : Optional.of(BY_NUMBER.get(number));
    }

    private static Optional<Subnet> mostSpecific(Zone zone, InetAddress address) {
        return zone.subnets().stream()
                .filter(subnet -> subnet.contains(address))
                .max(Comparator.comparingInt(Subnet::prefix));
    }

    private static Subnet single(InetAddress address) {
        return new Subnet(address, 8 * address.getAddress().length);
    }

    /** Whether this machine answers there. */
    static boolean isOurs(InetAddress address) {
        return address.isLoopbackAddress() || address.isAnyLocalAddress() || OWN.contains(address);
    }
}
