package org.stockade.endpoint;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Offers a transport as an OSGi service. The engine opens the one that ranks highest, once, before
 * its first bind, unless the policy wants the portable one.
 */
@FunctionalInterface
@ConsumerType
public interface TransportFactory {
    /**
     * Starts the transport: its threads, and what all connections share.
     *
     * @throws IOException if it cannot work in this process; the message says what is missing and
     *     what mends it, and the engine uses its own transport
     */
    Transport open() throws IOException;
}
