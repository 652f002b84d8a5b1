package org.stockade.proxy;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.session.StackedSession;

/** One protocol on one session: blocking calls from top to bottom, one call a session. */
@ConsumerType
@FunctionalInterface
public interface Proxy {
    /**
     * Speaks the protocol until it is over. The engine closes what the session owns afterwards.
     *
     * @throws IOException ends the session
     */
    void run(StackedSession session) throws IOException;
}
