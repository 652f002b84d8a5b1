package org.stockade.engine.internal.route;

import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.StackedSession;

/**
 * To fixed targets.
 *
 * @param targets in the order to try
 * @param overridable the proxy may name another target
 */
public record DirectRouter(Forging forging, List<SockAddr> targets, boolean overridable)
        implements ForgingRouter {
    public DirectRouter {
        targets = List.copyOf(targets);
    }

    @Override
    public Route route(StackedSession session) {
        return route(session.clientAddress());
    }

    /** The route of any session of this client. */
    public Route route(Optional<SockAddr> client) {
        return forging.route(targets, client, overridable);
    }
}
