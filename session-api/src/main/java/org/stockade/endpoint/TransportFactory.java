package org.stockade.endpoint;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.endpoint.Transport.Interception;

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

    /**
     * What {@link Transport#missing} would say in this process, as far as it is known before there
     * is a transport. Opens nothing that stays open.
     */
    default Optional<String> missing(Interception how) {
        return Optional.empty();
    }
}
