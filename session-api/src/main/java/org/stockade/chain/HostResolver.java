package org.stockade.chain;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns host names that protocols, zones and rules name into addresses. Any thread. What it answers
 * is checked like any other address before anything is connected.
 */
@ConsumerType
public interface HostResolver {
    /**
     * What it knows without asking anybody; an empty list: there is no such host. Never waits.
     *
     * @param host as the protocol wrote it; no literal
     */
    Optional<List<InetAddress>> known(String host);

    /**
     * Asks, which may block the thread: never one that carries sessions.
     *
     * @param limit it gives up after about this time
     * @return in the order to try; empty: there is no such host
     * @throws IOException if nobody could tell; the message says why, to follow the host's name
     */
    List<InetAddress> ask(String host, Duration limit) throws IOException;

    /**
     * How long what {@link #known} says of a host holds yet; empty: it is not known, or nobody said
     * how long. Never waits.
     */
    default Optional<Duration> lifetime(String host) {
        return Optional.empty();
    }
}
