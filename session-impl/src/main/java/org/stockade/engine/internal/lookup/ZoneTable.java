package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * The zones by address: the longest subnet that contains it wins; the administrative tree plays no
 * part. Immutable.
 */
public final class ZoneTable {
    private final PrefixTable<Zone> zones;

    /**
     * A table of these zones.
     *
     * @throws IllegalArgumentException if two subnets are the same once their host bits are cleared
     */
    public ZoneTable(List<Zone> all) {
        Map<Prefix, Zone> owners = new HashMap<>();
        for (Zone zone : all) {
            for (Subnet subnet : zone.subnets()) {
                Zone other = owners.putIfAbsent(Prefix.of(subnet), zone);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "zone \"%s\": subnet %s is already in zone \"%s\"; remove one of them"
                                    .formatted(zone, subnet, other));
                }
            }
        }
        zones = new PrefixTable<>(owners);
    }

    /** The zone of the longest subnet that contains the address; empty outside all zones. */
    public Optional<Zone> find(InetAddress address) {
        return zones.find(Prefix.of(address)).map(PrefixTable.Found::value);
    }
}
