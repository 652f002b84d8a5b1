package org.stockade.itests.vectors;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.ZoneTable;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.Service;
import org.stockade.session.StackedSession;
import org.stockade.session.Zone;

/** Zones by the product's own table; everybody may use everything. */
final class VectorAccess implements Access {
    private final ZoneTable zones;
    private final Function<StackedSession, SessionWork> work;

    VectorAccess(List<Zone> zones) {
        this(
                zones,
                session -> {
                    throw new UnsupportedOperationException("sessions do no work here");
                });
    }

    /** Likewise, with an engine's part of stacked sessions. */
    VectorAccess(List<Zone> zones, Function<StackedSession, SessionWork> work) {
        this.zones = new ZoneTable(zones);
        this.work = work;
    }

    @Override
    public SessionWork work(StackedSession session) {
        return work.apply(session);
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
