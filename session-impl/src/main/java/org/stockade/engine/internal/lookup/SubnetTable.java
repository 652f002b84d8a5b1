package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import org.stockade.session.Subnet;

/**
 * Finds the longest subnet that contains an address, by number: those of IPv4 come before those of
 * IPv6. Immutable.
 */
public final class SubnetTable {
    public static final int NONE = PrefixTable.NONE;

    private final PrefixTable ipv4;
    private final PrefixTable ipv6;

    /** A table of these subnets; host bits play no part. */
    public SubnetTable(Collection<Subnet> all) {
        ipv4 = new PrefixTable(prefixes(all, true));
        ipv6 = new PrefixTable(prefixes(all, false));
    }

    private static List<Prefix> prefixes(Collection<Subnet> all, boolean ipv4) {
        return all.stream().filter(subnet -> subnet.isIpv4() == ipv4).map(Prefix::of).toList();
    }

    int size() {
        return ipv4.size() + ipv6.size();
    }

    /** The number of a subnet that is here. */
    public int number(Subnet subnet) {
        Prefix prefix = Prefix.of(subnet);
        return subnet.isIpv4() ? ipv4.number(prefix) : ipv4.size() + ipv6.number(prefix);
    }

    /** The number of the longest subnet that contains the address, or {@link #NONE}. */
    public int find(InetAddress address) {
        byte[] octets = address.getAddress();
        if (Prefix.isIpv4(address)) {
            return ipv4.find(Prefix.high(octets), 0);
        }
        return behindIpv4(ipv6.find(Prefix.high(octets), Prefix.low(octets)));
    }

    /** The number of the next wider subnet around one, or {@link #NONE}. */
    int wider(int number) {
        return number < ipv4.size()
                ? ipv4.wider(number)
                : behindIpv4(ipv6.wider(number - ipv4.size()));
    }

    private int behindIpv4(int number) {
        return number == NONE ? NONE : ipv4.size() + number;
    }

    /** The prefix length of a subnet. */
    int length(int number) {
        return number < ipv4.size() ? ipv4.length(number) : ipv6.length(number - ipv4.size());
    }
}
