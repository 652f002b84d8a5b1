package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.session.Zone;

/**
 * The zone of an address: by the subnets of a policy, which never change, and by the addresses that
 * host names have at the moment. Each of these is a subnet of one; one that a zone has written down
 * goes before it, and one that names of two zones share belongs to neither.
 */
public final class ZoneFinder {
    private final ZoneTable subnets;
    private final Map<String, Optional<Zone>> byHost = new HashMap<>();
    private final Function<InetAddress, List<String>> hostsAt;

    /**
     * Finds these zones.
     *
     * @param hostsAt names that resolve to an address now; must not wait
     */
    public ZoneFinder(List<Zone> zones, Function<InetAddress, List<String>> hostsAt) {
        this.subnets = new ZoneTable(zones);
        this.hostsAt = hostsAt;
        for (Zone zone : zones) {
            zone.hosts().forEach(host -> byHost.put(host, Optional.of(zone)));
        }
    }

    /** Its zone now; empty outside all zones. */
    public Optional<Zone> find(InetAddress address) {
        Optional<Zone> named = byHost.isEmpty() ? Optional.empty() : byHost(address);
        return named.isPresent() && !subnets.hasExactly(address) ? named : subnets.find(address);
    }

    private Optional<Zone> byHost(InetAddress address) {
        Optional<Zone> found = Optional.empty();
        for (String host : hostsAt.apply(address)) {
            Optional<Zone> its = byHost.getOrDefault(host, Optional.empty());
            if (found.isPresent() && its.isPresent() && found.get() != its.get()) {
                return Optional.empty();
            }
            found = its.isPresent() ? its : found;
        }
        return found;
    }
}
