package org.stockade.session;

import java.io.IOException;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;

/**
 * A one-shot listener for an expected peer; others are dropped and it keeps waiting. Ends with its
 * session.
 */
@ProviderType
public interface Expected extends AutoCloseable {
    /** Where it listens. */
    SockAddr address();

    /**
     * Waits for the peer, and then listens no more.
     *
     * @throws org.stockade.endpoint.TimeLimitException if it has not come by then
     */
    Endpoint accept(Duration atMost) throws IOException;

    @Override
    void close();
}
