package org.stockade.chain;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.StackedSession;

/**
 * How a proxy gets its server side: goes through the targets of the session's route and opens only
 * through {@code session.dial}.
 */
@ConsumerType
@FunctionalInterface
public interface Chainer {
    /**
     * Connects the session to a server.
     *
     * @throws org.stockade.session.AccessDeniedException if the service may not go there; the
     *     attempt ends with it
     * @throws org.stockade.endpoint.ConnectFailedException if no target can be reached, or there is
     *     none
     */
    Endpoint chainParent(StackedSession session) throws IOException;

    /** Whether it looks at {@link Targets#connections}: they are counted only then. */
    default boolean countsConnections() {
        return false;
    }
}
