package org.stockade.chain;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.endpoint.SockAddr;

/**
 * What is known of the servers of one service. It belongs to the service's name and outlives
 * policies. A server is an address with its port, as the router or the protocol named it.
 *
 * <p>Any thread may call it; nothing here waits.
 */
@ProviderType
public interface Targets {
    /** Whether a server may be tried. */
    enum State {
        /** Nothing is known against it. */
        UP,
        /** It failed a short while ago: others go first. */
        DOWN,
        /** The service's health checks say that it does not work: it is not tried. */
        UNHEALTHY
    }

    /** A number for each attempt to get a server, counting from 0: who spreads load turns by it. */
    long nextTurn();

    /** Whether this server may be tried now. */
    State state(SockAddr target);

    /**
     * Per cent of its full share of the load, 0 to 100: less while it starts slowly after its
     * health checks have found it well again.
     */
    int share(SockAddr target);

    /**
     * Remembers that a server failed. One that is remembered already is not remembered longer; of
     * 1,024 servers a service the next is not remembered.
     *
     * @param atMost how long it is remembered, unless {@link #markUp} comes first
     */
    void markDown(SockAddr target, Duration atMost);

    /** Forgets that it failed. */
    void markUp(SockAddr target);

    /**
     * Connections that sessions of this service have to it now, as far as they are counted: where
     * the chainer says {@link Chainer#countsConnections}.
     */
    int connections(SockAddr target);
}
