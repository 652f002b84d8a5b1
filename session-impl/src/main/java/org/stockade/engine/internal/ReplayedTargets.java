package org.stockade.engine.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.engine.internal.replay.RecordedTarget;
import org.stockade.engine.internal.route.ConnectChainer;
import org.stockade.engine.internal.route.SideStackChainer;
import org.stockade.policy.ListenerPolicy;
import org.stockade.session.Zone;

/** Where a service of a candidate would connect a recorded session, and whether it may. */
record ReplayedTargets(Engine engine, Generation candidate) {
    /** What becomes of a target. */
    sealed interface Fate {}

    /** It is connected: to this address, after translation. */
    record Goes(SockAddr real) implements Fate {}

    /**
     * It is refused.
     *
     * @param why without the address: the same for all of a kind
     */
    record Forbidden(String why) implements Fate {}

    record Unknown(String why) implements Fate {}

    /** For a session that had this one. */
    Fate of(ServicePlan plan, Connection connection, RecordedTarget had) {
        return route(plan, connection)
                .map(
                        route ->
                                had.isNamed() && route.inband()
                                        ? checked(plan, connection, route, had.asked(), true)
                                        : routed(plan, connection, route, Optional.of(had.asked())))
                .orElseGet(() -> new Unknown("its router fails"));
    }

    /** For a session of which no server is on record. */
    Fate any(ServicePlan plan, Connection connection) {
        return route(plan, connection)
                .map(route -> routed(plan, connection, route, Optional.empty()))
                .orElseGet(() -> new Unknown("its router fails"));
    }

    private Optional<Route> route(ServicePlan plan, Connection connection) {
        try {
            return Optional.of(
                    plan.router().route(new AttributesOnly(candidate).session(plan, connection)));
        } catch (RuntimeException | Error broken) {
            // A router may be somebody else's code.
            return Optional.empty();
        }
    }

    /** The one it had where that is among those that are tried, else the first. */
    private Fate routed(
            ServicePlan plan, Connection connection, Route route, Optional<SockAddr> had) {
        List<SockAddr> tried =
                SideStackChainer.last(plan.chainer()) instanceof ConnectChainer
                                && !route.targets().isEmpty()
                        ? List.of(route.targets().getFirst())
                        : route.targets();
        if (tried.isEmpty()) {
            return new Unknown("the protocol would name its server");
        }
        SockAddr target = had.filter(tried::contains).orElseGet(tried::getFirst);
        return checked(plan, connection, route, target, false);
    }

    private Fate checked(
            ServicePlan plan, Connection connection, Route route, SockAddr target, boolean named) {
        if (named && isInternal(target)) {
            return new Forbidden("an internal range that no zone was drawn for");
        }
        SockAddr real;
        try {
            real =
                    plan.translation()
                            .of(
                                    Optional.of(connection.source()),
                                    new Addresses(route.local(), target))
                            .remote();
        } catch (IOException refused) {
            return new Forbidden("by its NAT policy");
        }
        if (named && isInternal(real)) {
            return new Forbidden("an internal range that no zone was drawn for");
        }
        Optional<String> own = listenerAt(connection.transport(), real);
        if (own.isPresent()) {
            return new Forbidden("the firewall's own listener \"" + own.get() + "\"");
        }
        Optional<Zone> zone = zone(real);
        String in = zone.map(known -> "zone " + known.name()).orElse("no zone");
        if (ZonePermission.INBOUND.refusal(zone, plan.policy().name()).isPresent()) {
            return new Forbidden("inbound-services of " + in);
        }
        return plan.policy()
                .toZones()
                .filter(permitted -> !TargetZones.permitted(zone, Optional.of(permitted)))
                .<Fate>map(
                        permitted -> new Forbidden("to-zones permits " + permitted + ", not " + in))
                .orElseGet(() -> new Goes(real));
    }

    /** The candidate's; where it takes any free port, the one that is taken now. */
    private Optional<String> listenerAt(TransportProtocol protocol, SockAddr target) {
        return candidate.policy().listeners().stream()
                .filter(
                        listener ->
                                addresses(listener, protocol)
                                        .anyMatch(at -> Listener.reaches(at, target)))
                .map(ListenerPolicy::name)
                .findFirst();
    }

    private Stream<SockAddr> addresses(ListenerPolicy listener, TransportProtocol protocol) {
        return listener.bind().stream()
                .filter(bind -> bind.protocol() == protocol)
                .flatMap(
                        bind ->
                                bind.address().port() != 0
                                        ? Stream.of(bind.address())
                                        : engine.listeners().stream()
                                                .filter(
                                                        live ->
                                                                live.name().equals(listener.name())
                                                                        && live.bind().equals(bind))
                                                .map(Listener::local));
    }

    private boolean isInternal(SockAddr target) {
        return InbandTargets.refusal(target, zone(target)).isPresent();
    }

    private Optional<Zone> zone(SockAddr target) {
        return candidate.zones().find(target.address());
    }
}
