package org.stockade.engine.internal.route;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.session.Zone;

/** Notes every {@code dial} instead of connecting. */
final class DialingAccess implements Access {
    final List<String> dialed = new ArrayList<>();
    final Endpoint server =
            (Endpoint)
                    Proxy.newProxyInstance(
                            Endpoint.class.getClassLoader(),
                            new Class<?>[] {Endpoint.class},
                            (proxy, method, arguments) -> {
                                throw new UnsupportedOperationException(method.getName());
                            });

    @Override
    public SessionWork work(StackedSession session) {
        return (SessionWork)
                Proxy.newProxyInstance(
                        SessionWork.class.getClassLoader(),
                        new Class<?>[] {SessionWork.class},
                        (proxy, method, arguments) -> {
                            dialed.add(method.getName() + " " + List.of(arguments));
                            return server;
                        });
    }

    @Override
    public String firewallName() {
        return "edge";
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return Optional.empty();
    }

    @Override
    public Decision decide(MasterSession session) {
        return Decision.reject(OptionalInt.empty(), Decision.Refusal.CLOSE, "no rule");
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) {}

    @Override
    public void ended(MasterSession session) {}
}
