package org.stockade.engine.internal;

import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.lookup.ZoneFinder;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.session.AbstractSession;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.Zone;

/** Whether a session may have a server: not the firewall itself, and in a zone of its service. */
record ServerCheck(Engine engine, ZoneFinder zones) {
    /**
     * Checks the address that is about to be connected to, after routing and resolving.
     *
     * @throws AccessDeniedException if it may not; says which server, and why
     */
    void check(AbstractSession session, TransportProtocol protocol, SockAddr real)
            throws AccessDeniedException {
        Optional<Listener> own = engine.listenerAt(protocol, real);
        if (own.isPresent()) {
            throw new AccessDeniedException(
                    "server "
                            + real
                            + " is the firewall's own listener \""
                            + own.get().name()
                            + "\": the connection would come back here");
        }
        Optional<Zone> zone = zones.find(real.address());
        Optional<String> refusal =
                session.service()
                        .flatMap(service -> ZonePermission.INBOUND.refusal(zone, service.name()));
        if (refusal.isPresent()) {
            throw new AccessDeniedException("server " + real + ": " + refusal.get());
        }
        Optional<List<String>> permitted = session.service().flatMap(service -> service.toZones());
        if (!TargetZones.permitted(zone, permitted)) {
            throw new AccessDeniedException(
                    "server "
                            + real
                            + " is in "
                            + zone.map(known -> "zone \"" + known.name() + "\"").orElse("no zone")
                            + "; to-zones of the service permits "
                            + permitted.orElse(List.of()));
        }
    }
}
