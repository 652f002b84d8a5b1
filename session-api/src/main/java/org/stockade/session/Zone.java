package org.stockade.session;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A named set of subnets in an administrative tree. Look-up goes by subnet, rights by the tree. */
public final class Zone {
    private final String name;
    private final @Nullable Zone parent;
    private final List<Subnet> subnets;
    private final int depth;

    /** A zone below {@code parent}, or a root where that is {@code null}. */
    public Zone(String name, @Nullable Zone parent, List<Subnet> subnets) {
        this.name = name;
        this.parent = parent;
        this.subnets = List.copyOf(subnets);
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
