package org.stockade.engine.internal.lookup;

import java.util.List;
import java.util.Optional;
import org.stockade.session.Zone;

/** Where a service may connect to: core.md section 2.5. */
public final class TargetZones {
    private TargetZones() {}

    /**
     * Whether {@code to-zones} of a policy permits a server of this zone.
     *
     * @param server as below
     * @param toZones absent: anywhere; empty: nowhere
     */
    public static boolean permitted(Optional<Zone> server, Optional<List<String>> toZones) {
        return toZones.isEmpty() || !toZones.get().isEmpty() && permits(server, toZones.get());
    }

    /**
     * Whether a server of this zone is permitted by a list as the prior art has it.
     *
     * @param server the zone of the server's real address, after routing and translation
     * @param allowed names of zones, each with all zones below it; empty: anywhere
     */
    public static boolean permits(Optional<Zone> server, List<String> allowed) {
        if (allowed.isEmpty()) {
            return true;
        }
        Zone zone = server.orElse(null);
        for (String name : allowed) {
            if (zone != null && zone.isWithin(name)) {
                return true;
            }
        }
        return false;
    }
}
