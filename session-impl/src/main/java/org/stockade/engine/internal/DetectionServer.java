package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.detect.Peek;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession;

/**
 * The server that is asked what it speaks before the rules decide: that of the service which they
 * would name, and only where that service may take this client there.
 *
 * @param service named by the rule that would win; empty: it would deny, and nobody is asked
 */
record DetectionServer(
        Engine engine, SessionRun run, Connection connection, Optional<String> service)
        implements Peek.ServerSide {
    private static final EventLog LOG = EventLog.of("core");

    @Override
    public @Nullable Endpoint connect(Duration left) {
        Optional<ServicePlan> plan = service.flatMap(run.generation()::findPlan);
        if (plan.filter(ServicePlan::ready).isEmpty()
                || ZonePermission.OUTBOUND
                        .refusal(connection.sourceZone(), service.orElseThrow())
                        .isPresent()) {
            return null;
        }
        try {
            return open(plan.get(), left);
        } catch (IOException | RuntimeException none) {
            LOG.debug(
                    "detection-no-server",
                    run.master(),
                    "it is not asked what it speaks",
                    "why",
                    none.getMessage());
            return null;
        }
    }

    private @Nullable Endpoint open(ServicePlan plan, Duration left) throws IOException {
        StackedSession session = new AttributesOnly(run.generation()).session(plan, connection);
        Route route = plan.router().route(session);
        List<SockAddr> targets = route.targets();
        if (targets.isEmpty()) {
            return null; // Only the protocol will name it.
        }
        SockAddr first = targets.getFirst();
        SockAddr target =
                first.port() == 0 ? first.withPort(connection.destination().port()) : first;
        // The port stays free for the connection that serves.
        Optional<SockAddr> local = route.local().map(each -> each.withPort(0));
        Addresses real =
                plan.translation()
                        .of(Optional.of(connection.source()), new Addresses(local, target));
        new ServerCheck(engine, run.generation().zones())
                .check(session, TransportProtocol.TCP, real.remote());
        Duration limit = TimeLimits.of("connect", plan);
        return run.adoptInner(
                engine.transport()
                        .connect(
                                real.local(),
                                real.remote(),
                                left.compareTo(limit) < 0 ? left : limit));
    }
}
