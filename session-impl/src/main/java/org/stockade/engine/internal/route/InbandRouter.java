package org.stockade.engine.internal.route;

import java.util.List;
import org.stockade.session.StackedSession;

/** To where the protocol says. */
public record InbandRouter(Forging forging) implements ForgingRouter {
    @Override
    public Route route(StackedSession session) {
        return forging.route(List.of(), session.clientAddress(), true);
    }
}
