package org.stockade.engine.internal.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns a host name that a protocol named into addresses. Any thread. */
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
}
