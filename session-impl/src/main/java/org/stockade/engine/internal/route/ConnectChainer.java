package org.stockade.engine.internal.route;

import java.io.IOException;
import org.stockade.chain.Chainer;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.StackedSession;

/** Connects to the first target of the route and to no other: core.md section 10.2. */
public final class ConnectChainer implements Chainer {
    @Override
    public Endpoint chainParent(StackedSession session) throws IOException {
        return session.dial(session.route().local(), Destinations.of(session).getFirst());
    }
}
