package org.stockade.itests.vectors;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.ZoneTable;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.Service;
import org.stockade.session.Zone;

/** Zones by the product's own table; everybody may use everything. */
final class VectorAccess implements Access {
    private final ZoneTable zones;

    VectorAccess(List<Zone> zones) {
        this.zones = new ZoneTable(zones);
    }

    @Override
    public String firewallName() {
        return "edge";
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return zones.find(address.address());
    }

    @Override
    public Decision decide(MasterSession session) {
        Optional<Service> service = session.service();
        return service.isPresent()
                ? Decision.accept(OptionalInt.empty(), service.get())
                : Decision.reject(OptionalInt.empty(), Decision.Refusal.CLOSE, "no rule");
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) {}

    @Override
    public void ended(MasterSession session) {}
}
