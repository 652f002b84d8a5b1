package org.stockade.engine.internal;

import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.session.Zone;

/** A generation seen from a session that is never run: the one an explanation is made with. */
record AttributesOnly(Generation generation) implements Access {
    /** What a router is shown of a connection that nobody makes. */
    StackedSession session(ServicePlan plan, Connection connection) {
        MasterSession master = new MasterSession(this);
        master.publish(MasterSession.CLIENT_ADDRESS, connection.source());
        master.publish(MasterSession.CLIENT_LOCAL, connection.destination());
        master.setService(plan.policy());
        return new StackedSession(master, plan.chainer());
    }

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
