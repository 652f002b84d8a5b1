package org.stockade.engine.internal;

import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.Zone;

/** A generation seen from a session that is never run: the one an explanation is made with. */
record AttributesOnly(Generation generation) implements Access {
    @Override
    public String firewallName() {
        return generation.firewallName();
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return generation.zones().find(address.address());
    }

    @Override
    public Decision decide(MasterSession session) {
        return Decision.reject(
                OptionalInt.empty(), Decision.Refusal.CLOSE, "this session is never run");
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) {}

    @Override
    public void ended(MasterSession session) {}
}
