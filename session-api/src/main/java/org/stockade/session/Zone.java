package org.stockade.session;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named set of subnets, and of hosts by their names, in an administrative tree. Look-up goes by
 * address, rights by the tree.
 */
public final class Zone {
    private final String name;
    private final @Nullable Zone parent;
    private final List<Subnet> subnets;
    private final List<String> hosts;
    private final Services services;
    private final int depth;

    /** A zone below {@code parent}, or a root where that is {@code null}. */
    public Zone(String name, @Nullable Zone parent, List<Subnet> subnets) {
        this(name, parent, subnets, List.of(), Services.UNASKED);
    }

    /**
     * Likewise, with hosts whose addresses belong to it, and services that are asked for.
     *
     * @param hosts in lower case
     */
    public Zone(
            String name,
            @Nullable Zone parent,
            List<Subnet> subnets,
            List<String> hosts,
            Services services) {
        this.name = name;
        this.parent = parent;
        this.subnets = List.copyOf(subnets);
        this.hosts = List.copyOf(hosts);
        this.services = services;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    public String name() {
        return name;
    }

    public Optional<Zone> parent() {
        return Optional.ofNullable(parent);
    }

    public List<Subnet> subnets() {
        return subnets;
    }

    /** Names of hosts whose addresses, as they resolve now, belong to it. */
    public List<String> hosts() {
        return hosts;
    }

    /** Which services the zone itself names. */
    public Services services() {
        return services;
    }

    /**
     * Services that clients of a zone may use, and that servers of it may be reached by; {@code *}
     * is any.
     *
     * @param outbound empty: nothing is said here
     * @param inbound likewise
     * @param umbrella whether no zone above is asked
     */
    public record Services(
            Optional<List<String>> outbound, Optional<List<String>> inbound, boolean umbrella) {
        /** Nothing is said. */
        public static final Services UNASKED =
                new Services(Optional.empty(), Optional.empty(), false);

        public Services {
            outbound = outbound.map(List::copyOf);
            inbound = inbound.map(List::copyOf);
        }
    }

    /** 0 for a root, else one more than its parent's. */
    public int depth() {
        return depth;
    }

    /** Whether this zone, or one above it, has this name. */
    public boolean isWithin(String zoneName) {
        for (Zone at = this; at != null; at = at.parent) {
            if (at.name.equals(zoneName)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return name;
    }
}
