package org.stockade.engine.internal.route;

import java.io.IOException;
import org.stockade.chain.Chainer;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.StackedSession;

/** Connects to the first target of the route and to no other: core.md section 10.2. */
public final class ConnectChainer implements Chainer {
    @Override
    public Endpoint chainParent(StackedSession session) throws IOException {
        Route route = session.route();
        if (route.targets().isEmpty()) {
            throw new ConnectFailedException(
                    "no destination: the router names none and the protocol gave none", false);
        }
        SockAddr first = route.targets().get(0);
        SockAddr target =
                first.port() == 0
                        ? first.withPort(session.clientLocal().map(SockAddr::port).orElse(0))
                        : first;
        if (target.port() == 0) {
            throw new ConnectFailedException(
                    "no destination: " + target + " has no port, and the client aimed at none",
                    false);
        }
        return session.dial(route.local(), target);
    }
}
