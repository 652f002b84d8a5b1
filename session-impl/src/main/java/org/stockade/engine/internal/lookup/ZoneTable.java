package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * The zones by address: the longest subnet that contains it wins; the administrative tree plays no
 * part. Immutable.
 */
public final class ZoneTable {
    private final SubnetTable subnets;

    /** The owner of each subnet, ready to be returned. */
    private final List<Optional<Zone>> owners;

    /**
     * A table of these zones.
     *
     * @throws IllegalArgumentException if two subnets are the same once their host bits are cleared
     */
    public ZoneTable(List<Zone> all) {
        subnets = new SubnetTable(all.stream().flatMap(zone -> zone.subnets().stream()).toList());
        owners = new ArrayList<>(Collections.nCopies(subnets.size(), Optional.empty()));
        for (Zone zone : all) {
            for (Subnet subnet : zone.subnets()) {
                Optional<Zone> other = owners.set(subnets.number(subnet), Optional.of(zone));
                if (other.isPresent()) {
                    throw new IllegalArgumentException(
                            "zone \"%s\": subnet %s is already in zone \"%s\"; remove one of them"
                                    .formatted(zone, subnet, other.get()));
                }
            }
        }
    }

    /** Whether the address itself is a subnet of some zone. */
    boolean hasExactly(InetAddress address) {
        int number = subnets.find(address);
        return number != SubnetTable.NONE
                && subnets.length(number) == 8 * address.getAddress().length;
    }

    /** The zone of the longest subnet that contains the address; empty outside all zones. */
    public Optional<Zone> find(InetAddress address) {
        int number = subnets.find(address);
        return number == SubnetTable.NONE ? Optional.empty() : owners.get(number);
    }
}
