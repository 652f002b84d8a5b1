package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.stockade.access.Decision;
import org.stockade.access.Decision.Refusal;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.perloop.LoopCount;
import org.stockade.engine.internal.transport.Newcomers;
import org.stockade.log.EventLog;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;
import org.stockade.session.MasterSession;

/** One bound address of a listener of the policy. */
final class Listener implements AutoCloseable {
    private static final EventLog LOG = EventLog.of("core");

    /** Datagrams come by no loop. */
    private static final int NO_LOOP = 0;

    private final Engine engine;
    private final Bind bind;
    private final Interception how;
    private final OpenConnections open;
    private final LoopCount openHere = new LoopCount(Integer.MAX_VALUE);
    private final Transport.Listening listening;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean committed;
    private volatile String name;
    private volatile String threadName;
    private volatile int maxConnections;
    private volatile int mostPerSource;

    /**
     * @param open shared by all addresses of the listener, whose limits are theirs together
     */
    Listener(Engine engine, ListenerPolicy policy, Bind bind, OpenConnections open)
            throws IOException {
        this.engine = engine;
        this.how = Interceptions.of(policy.transparent());
        this.open = open;
        this.name = policy.name();
        this.threadName = threadName(name);
        this.bind = bind;
        this.maxConnections = policy.maxConnections();
        this.mostPerSource = policy.mostPerSource(bind.protocol());
        this.listening =
                switch (bind.protocol()) {
                    case TCP -> engine.transport().listen(bind.address(), how, this::accepted);
                    case UDP -> engine.datagrams().listen(bind.address(), new Senders());
                };
    }

    /** On the accepting thread: counts before anything is allocated. */
    private void accepted(Endpoint client) {
        InetAddress from = client.remote().address();
        int loop = engine.transport().loopOf(client);
        if (admits(from, loop)) {
            begin(client, loop);
        } else {
            client.abort();
            tellOfRefusal(from, open.hasReached(maxConnections));
        }
    }

    private boolean admits(InetAddress from, int loop) {
        boolean admitted = open.admit(maxConnections, mostPerSource, from);
        if (admitted) {
            openHere.add(loop);
        }
        return admitted;
    }

    private void begin(Endpoint client, int loop) {
        if (!engine.begin(this, client, loop)) {
            release(client, loop);
            client.abort();
            tellOfRefusal(client.remote().address(), true);
        }
    }

    /**
     * @param all whether it is not the source that has too many
     */
    private void tellOfRefusal(InetAddress from, boolean all) {
        // Once until there is room again: a flood must not become a flood of lines.
        if (open.isFirstRefusal()) {
            LOG.warning(
                    "connections-full",
                    null,
                    "closed unread, and so are more until some have ended",
                    "listener",
                    name,
                    all ? "max-connections" : "max-connections-per-source",
                    all ? maxConnections : mostPerSource,
                    "client",
                    from.getHostAddress());
        }
    }

    /** Clients of an address for datagrams. */
    private final class Senders implements Newcomers {
        @Override
        public boolean admits(InetAddress from) {
            boolean admitted = Listener.this.admits(from, NO_LOOP);
            if (!admitted) {
                tellOfRefusal(from, open.hasReached(maxConnections));
            }
            return admitted;
        }

        @Override
        public void accepted(DatagramEndpoint client) {
            begin(client, NO_LOOP);
        }
    }

    /**
     * The policy that wants this listener is in force: what was accepted meanwhile is served now.
     */
    void commit() {
        committed = true;
        decided.countDown();
    }

    /** Waits until its policy is in force; {@code false} if that has come to nothing. */
    boolean awaitCommitted() {
        try {
            decided.await();
            return committed;
        } catch (InterruptedException ended) {
            return false;
        }
    }

    /** Whether what goes to this address by this protocol comes here. */
    boolean isReachedBy(TransportProtocol protocol, SockAddr target) {
        return protocol == bind.protocol() && reaches(local(), target);
    }

    /** Likewise of what would listen there. */
    static boolean reaches(SockAddr here, SockAddr target) {
        if (here.port() != target.port()) {
            return false;
        }
        return here.address().isAnyLocalAddress()
                // What listens on :: takes IPv4 too, what listens on 0.0.0.0 takes nothing else.
                ? (target.isIpv4() || !here.isIpv4()) && InbandTargets.isOurs(target.address())
                : here.address().equals(target.address())
                        // What is connected to 0.0.0.0 comes to the loopback interface.
                        || target.address().isAnyLocalAddress()
                                && here.address().isLoopbackAddress();
    }

    /**
     * Why a connection that aims at this address has no business here: it came to a transparent
     * listener straight, and a service that goes where it aims would come back (spec section 5.2).
     */
    Optional<String> straying(SockAddr aim) {
        return how != Interception.NONE && isReachedBy(bind.protocol(), aim)
                ? Optional.of(
                        "the connection came straight to "
                                + aim
                                + ", where transparent listener \""
                                + name
                                + "\" takes only what the packet filter brings it ("
                                + Interceptions.word(how)
                                + ")")
                : Optional.empty();
    }

    /** The decision on a session that has no business here; empty: the rules have to decide. */
    Optional<Decision> refusal(MasterSession session) {
        return session.clientLocal()
                .flatMap(this::straying)
                .map(why -> Decision.reject(OptionalInt.empty(), Refusal.CLOSE, why));
    }

    /** A connection of this listener, on this loop, has ended. */
    void release(Endpoint client, int loop) {
        openHere.remove(loop);
        open.release(client.remote().address());
    }

    /** The count that it shares with its listener's other addresses. */
    OpenConnections connections() {
        return open;
    }

    String name() {
        return name;
    }

    /** What the threads of its sessions are called. */
    String threadName() {
        return threadName;
    }

    private static String threadName(String name) {
        return "session-" + name;
    }

    /** How its connections come to it. */
    Interception how() {
        return how;
    }

    /** The address as the policy has it; port 0 stays 0. */
    Bind bind() {
        return bind;
    }

    /** The address with its real port. */
    SockAddr local() {
        return listening.local();
    }

    /** Connections on this address alone. */
    int open() {
        return openHere.sum();
    }

    int maxConnections() {
        return maxConnections;
    }

    /** Goes on as a later policy has it. */
    void change(ListenerPolicy policy) {
        name = policy.name();
        threadName = threadName(policy.name());
        maxConnections = policy.maxConnections();
        mostPerSource = policy.mostPerSource(bind.protocol());
    }

    @Override
    public void close() {
        decided.countDown();
        try {
            listening.close();
        } catch (RuntimeException gone) {
            LOG.warning(
                    "listener-close-failed",
                    null,
                    "it accepts no more",
                    "listener",
                    name,
                    "failure",
                    gone);
        }
    }
}
