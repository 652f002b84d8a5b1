package org.stockade.engine.internal.route;

import java.util.List;
import org.stockade.session.StackedSession;

/**
 * To where the client aimed.
 *
 * @param forcedPort goes to this port instead; 0: to the one the client aimed at
 * @param overridable the proxy may name another target
 */
public record TransparentRouter(Forging forging, int forcedPort, boolean overridable)
        implements ForgingRouter {
    @Override
    public Route route(StackedSession session) {
        return forging.route(
                session.clientLocal()
                        .map(aim -> forcedPort == 0 ? aim : aim.withPort(forcedPort))
                        .map(List::of)
                        .orElse(List.of()),
                session.clientAddress(),
                overridable);
    }
}
