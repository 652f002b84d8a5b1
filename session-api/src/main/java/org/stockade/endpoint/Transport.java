package org.stockade.endpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens sockets and starts threads; knows nothing of sessions. Chosen once, before the first bind.
 */
@ConsumerType
public interface Transport extends AutoCloseable {
    /** Its name, as {@code stockade version} prints it: {@code portable}. */
    String name();

    /**
     * Listens on an address. {@code accepted} is called on the accepting thread and must not wait.
     *
     * @param bind port 0 takes any free port
     * @throws IOException if the address cannot be bound; the message names it
     */
    Listening listen(SockAddr bind, Consumer<Endpoint> accepted) throws IOException;

    /**
     * Listens for connections that were meant for others. {@link Endpoint#local} of what is
     * accepted is the address its client meant to reach; where the packet filter has not touched
     * the connection that is the listening address itself.
     *
     * @throws IOException if the address cannot be bound so; the message names it, and what is
     *     {@link #missing}
     */
    default Listening listen(SockAddr bind, Interception how, Consumer<Endpoint> accepted)
            throws IOException {
        if (how == Interception.NONE) {
            return listen(bind, accepted);
        }
        throw new IOException(
                "cannot listen on "
                        + bind
                        + ": it needs "
                        + missing(how).orElse("what transport " + name() + " has not"));
    }

    /**
     * What this process lacks to listen so and what mends it, to follow the word "needs"; empty:
     * nothing that is known. Never waits.
     */
    default Optional<String> missing(Interception how) {
        return how == Interception.NONE
                ? Optional.empty()
                : Optional.of("the loops transport, and this process has " + name());
    }

    /**
     * Connects, waiting up to {@code limit}.
     *
     * @param local the address to bind first; port 0 takes any. One that is not this machine's is
     *     possible where nothing is {@link #missing} for {@link Interception#TPROXY}: the same
     *     right is needed
     * @throws ConnectFailedException if it is refused, unreachable or takes too long; the message
     *     names the address and which. A port of {@code local} that is in use fails with {@link
     *     ConnectFailedException#portTaken}
     */
    Endpoint connect(Optional<SockAddr> local, SockAddr to, Duration limit) throws IOException;

    /** Starts a virtual thread, on the loop of {@code near} where the transport has loops. */
    Thread start(Optional<Endpoint> near, String name, Runnable work);

    /** How many event loops it has; 1 where it has none. */
    default int loops() {
        return 1;
    }

    /** On which of them this endpoint's bytes move, from 0; 0 for an endpoint of another's. */
    default int loopOf(Endpoint endpoint) {
        return 0;
    }

    /**
     * Whom its event loops carry at this moment: one entry a loop that carries somebody. A look
     * from outside, cheap and never waiting; empty where it does not {@link #showsTurns}.
     */
    default List<Turn> turns() {
        return List.of();
    }

    /** Whether {@link #turns} can tell. */
    default boolean showsTurns() {
        return false;
    }

    /** Stops listening, resets the connections that are left, and ends its threads. */
    @Override
    default void close() throws IOException {}

    /** How the packet filter brings a listener connections that were meant for others. */
    enum Interception {
        /** It does not. */
        NONE,
        /** It rewrites their destination and remembers the original one. */
        REDIRECT,
        /** It hands them over as they are, to a socket that may have foreign addresses. */
        TPROXY
    }

    /**
     * Whom a loop carries.
     *
     * @param loop from 0
     * @param number goes up with each turn of the loop: the same one twice means that it has
     *     carried this thread, or others before it, all the time between
     */
    record Turn(int loop, long number, Thread carried) {}

    /** A socket that accepts. */
    @ConsumerType
    interface Listening extends AutoCloseable {
        /** The address bound, with the real port. */
        SockAddr local();

        /** Stops accepting. Connections accepted before go on. */
        @Override
        void close();
    }
}
