package org.stockade.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.access.Access;
import org.stockade.access.SessionWork;
import org.stockade.auth.Authentication;
import org.stockade.chain.Chainer;
import org.stockade.chain.Router.Route;
import org.stockade.chain.Targets;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TlsPlan;
import org.stockade.endpoint.TransportProtocol;

/**
 * One proxy at work on the connection: an {@code owner}, a {@code chainer}, and all that a proxy
 * may ask of the engine.
 *
 * <p>The facts about server and target are copied from the owner at construction: what changes
 * there afterwards is not seen here.
 */
@ProviderType
public class StackedSession extends AbstractSession {
    /** What the engine wishes of a proxy. */
    public enum Wish {
        GO_ON,
        /** Finish at the next border of the protocol: the session is drained. */
        FINISH,
        /** Return now: the session is being ended. */
        END
    }

    /**
     * A second thread of a proxy. Its failure waits for {@link #join}; unjoined, it ends the
     * session.
     */
    @ProviderType
    public interface Fork<T extends @Nullable Object> {
        /**
         * Waits for the end of the work.
         *
         * @throws IOException what the work threw
         * @throws org.stockade.endpoint.TimeLimitException if it has not ended by then; it goes on
         */
        T join(Duration atMost) throws IOException;

        /** Whether the work has ended, well or not. */
        boolean ended();
    }

    private final AbstractSession owner;
    private final @Nullable Chainer chainer;
    private volatile @Nullable String proxyName;
    private volatile int number = 1;
    private volatile Target target;
    private volatile @Nullable SessionWork work;

    /** A child that has no chainer: it uses the server stream it is given, as it is, once. */
    public StackedSession(AbstractSession owner) {
        this(owner, null);
    }

    /** A subsession whose proxy gets its server side from {@code chainer}. */
    public StackedSession(AbstractSession owner, @Nullable Chainer chainer) {
        this.owner = owner;
        this.chainer = chainer;
        serverSide(owner.serverSide());
        this.target = owner instanceof StackedSession above ? above.target : Target.NONE;
    }

    // The tree

    /** The session this one is stacked on. */
    public AbstractSession owner() {
        return owner;
    }

    /** How this session gets its server side; empty: by the server stream it was given. */
    public Optional<Chainer> chainer() {
        return Optional.ofNullable(chainer);
    }

    /** Stores the proxy's name and extends the session id by it. */
    public void setProxy(String name) {
        proxyName = name;
    }

    /**
     * Stores which child of this proxy's name it is for its owner: the session id has it from the
     * second one on, so that no two nodes of a tree ever have the same. The engine's.
     *
     * @param nth from 1
     */
    public void setNumber(int nth) {
        number = nth;
    }

    /** The name of the proxy at work here. */
    public Optional<String> proxyName() {
        return Optional.ofNullable(proxyName);
    }

    @Override
    public String sessionId() {
        String above = owner.sessionId();
        String name = proxyName;
        if (name == null) {
            return above;
        }
        String which = number > 1 ? "#" + number : "";
        return above.substring(0, above.length() - 1) + "/" + name + which + ")";
    }

    @Override
    public MasterSession master() {
        return owner.master();
    }

    @Override
    AbstractSession above() {
        return owner;
    }

    // Server and target

    @Override
    public void setServer(SockAddr real) throws AccessDeniedException {
        setServerAddress(real);
        master().access().checkServer(this, real);
    }

    /**
     * Stores the server's address and zone, here and in the master, without asking for permission.
     */
    public void setServerAddress(SockAddr real) {
        serverSide(new ServerSide(real, master().access().zoneOf(real).orElse(null), null));
        master().setServerAddress(real);
    }

    @Override
    public void setServerLocal(SockAddr local) {
        ServerSide now = serverSide();
        serverSide(new ServerSide(now.address(), now.zone(), local));
        master().setServerLocal(local);
    }

    /** Stores what the router decided. */
    public void setRoute(Route route) {
        target = new Target(route, zonesOf(route.targets()));
    }

    /** Replaces the targets of the route; {@code target_zone} becomes the list of their zones. */
    public void setTargets(List<SockAddr> targets) {
        target = new Target(target.route().withTargets(targets), zonesOf(targets));
    }

    /** What the router decided, with the targets set since. */
    public Route route() {
        return target.route();
    }

    /** The zones of the targets, in their order; empty for one outside all zones. */
    public List<Optional<Zone>> targetZones() {
        return target.zones();
    }

    private List<Optional<Zone>> zonesOf(List<SockAddr> targets) {
        Access access = master().access();
        if (targets.size() == 1) {
            return List.of(access.zoneOf(targets.getFirst()));
        }
        return targets.stream().map(access::zoneOf).toList();
    }

    @Override
    @Nullable Object fact(String name) {
        return switch (name) {
            case "target_address" -> target.route().targets();
            case "target_local" -> target.route().local().orElse(null);
            case "target_zone" -> target.zones();
            default -> super.fact(name);
        };
    }

    private record Target(Route route, List<Optional<Zone>> zones) {
        static final Target NONE = new Target(Route.NONE, List.of());
    }

    // What a proxy asks of the engine

    /**
     * Connects to the server that the router decided on, through the chainer; without a chainer
     * gives the server stream this session was given, once. The connection may be one that was
     * given back by a session of this service, where the recipe says {@link
     * org.stockade.proxy.ProxyFactory.Recipe#sharesServers sharesServers}; permission was asked for
     * it anew.
     *
     * @throws AccessDeniedException if the service may not go there
     * @throws org.stockade.endpoint.ConnectFailedException if the server cannot be reached
     * @throws LimitException if the session has 32 endpoints open: close those that are done with
     */
    public Endpoint connectServer() throws IOException {
        return work().connectServer();
    }

    /**
     * Connects to a server that the protocol names, where the router allows that ({@code inband}).
     *
     * @param host a host name, or an address literal without brackets
     * @throws AccessDeniedException if the router does not allow it, or the service may not go
     *     there
     * @throws org.stockade.endpoint.ConnectFailedException if the name is unknown or the server
     *     cannot be reached
     */
    public Endpoint connectServer(String host, int port) throws IOException {
        return work().connectServer(host, port);
    }

    /**
     * Opens a connection after {@link #setServer}: for chainers alone.
     *
     * @param local the address to bind, or empty for any
     */
    public Endpoint dial(Optional<SockAddr> local, SockAddr remote) throws IOException {
        return work().dial(local, remote);
    }

    /**
     * Likewise, within {@code limit} or the service's {@code connect} if that is shorter.
     *
     * @throws org.stockade.endpoint.ConnectFailedException if this server cannot be reached in
     *     time; another may be tried
     */
    public Endpoint dial(Optional<SockAddr> local, SockAddr remote, Duration limit)
            throws IOException {
        return work().dial(local, remote, limit);
    }

    /**
     * Puts a proxy between this one and its server: for chainers alone. The child runs on a thread
     * of its own, as a node of the tree below this one, until its client side or this session ends;
     * its client is this session, its server side comes from {@code chainer}, for the targets that
     * this session has now.
     *
     * @return this session's server stream, the other end of the child's client stream; what the
     *     child refuses or fails in is seen here as a reset
     * @throws org.stockade.endpoint.ConnectFailedException if the child is not there, is
     *     quarantined, or would be nested too deep
     * @throws LimitException if this node has 32 of them
     */
    public Endpoint sideStack(Child child, Chainer chainer) throws IOException {
        return work().sideStack(child, chainer);
    }

    /** What is known of the servers of this session's service: for chainers alone. */
    public Targets targets() {
        return work().targets();
    }

    /**
     * Gives back a server stream that stands at a message border, clean, with no limit running: it
     * may serve another session where the recipe says {@link
     * org.stockade.proxy.ProxyFactory.Recipe#sharesServers sharesServers}, else it is closed. Never
     * give back a connection that bears a peer's identity: some authenticate the connection and not
     * the request (RFC 4559), and the next client would speak with the rights of this one. Whoever
     * gives it back has no business with it any more: a later call of it would hit another
     * session's connection. A second call does nothing.
     */
    public void giveBack(Endpoint server) {
        work().giveBack(server);
    }

    /**
     * Moves bytes both ways until both have ended.
     *
     * @param halfClose an end is passed on as an end and the other direction goes on; else the
     *     first end ends both
     */
    public void relay(Endpoint a, Endpoint b, boolean halfClose) throws IOException {
        work().relay(a, b, halfClose);
    }

    /**
     * Runs a child on this thread and returns its verdict. Its output reaches the payload's
     * endpoints as its {@link Payload.Hold} says.
     *
     * @return {@link Verdict.Failed} if the child threw, is not there, or exceeded a limit
     * @throws IOException if an endpoint failed, also where the child swallowed that
     */
    public Verdict stack(Child child, Payload payload) throws IOException {
        return work().stack(child, payload);
    }

    /** An endpoint for a child, made of the parent's decoder and encoder. */
    public Endpoint endpoint(ByteSource source, ByteSink sink) {
        return work().endpoint(source, sink);
    }

    /**
     * What this child was given.
     *
     * @throws IllegalStateException if this session is no child
     */
    public Payload payload() {
        return work().payload();
    }

    /** A child's answer; at its end without one: {@link Verdict.Accept}. The first one stands. */
    public void verdict(Verdict verdict) {
        work().verdict(verdict);
    }

    /**
     * A place to keep bytes: memory first, then disk.
     *
     * @param limit most bytes it takes; one more fails the write
     * @throws IllegalStateException if this proxy has 256 open: close those it is done with
     */
    public Spool spool(long limit) {
        return work().spool(limit);
    }

    /**
     * Starts a second thread of this proxy, on the same loop, ended with the session.
     *
     * @throws IllegalStateException if 1,000 of them are at work
     */
    public <T extends @Nullable Object> Fork<T> fork(String name, Callable<T> task) {
        return work().fork(name, task);
    }

    /** Waits for an element; empty when the time has passed or the session is to end. */
    public <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) throws IOException {
        return work().take(from, atMost);
    }

    /** What the engine wishes; looked at in every turn of a proxy's loop. */
    public Wish wish() {
        return work().wish();
    }

    /**
     * Decides the outcome of the connection; the proxy returns after it. The first specific one
     * stands.
     */
    public void end(Outcome outcome, String why) {
        master().decide(outcome, why);
    }

    /**
     * Opens a one-shot listener for an expected peer of this session.
     *
     * @param side the side whose peer will connect
     * @param ports ports to choose from
     * @param peer who may connect; port 0: from any port
     * @throws LimitException if the session has 10 secondary connections
     */
    public Expected expect(Side side, PortRange ports, SockAddr peer) throws IOException {
        return work().expect(side, ports, peer);
    }

    /**
     * Opens a further connection of this session, checked like the first; it changes no attribute.
     */
    public Endpoint connectSecondary(Side side, Optional<SockAddr> local, SockAddr to)
            throws IOException {
        return work().connectSecondary(side, local, to);
    }

    /** Likewise by this protocol. By UDP the peer comes with its first datagram. */
    public Expected expect(TransportProtocol protocol, Side side, PortRange ports, SockAddr peer)
            throws IOException {
        return work().expect(protocol, side, ports, peer);
    }

    /** Likewise by this protocol; by UDP a {@link org.stockade.endpoint.DatagramEndpoint}. */
    public Endpoint connectSecondary(
            TransportProtocol protocol, Side side, Optional<SockAddr> local, SockAddr to)
            throws IOException {
        return work().connectSecondary(protocol, side, local, to);
    }

    /** The service's encryption policy for one side; empty: none. */
    public Optional<TlsPlan> tls(Side side) {
        return work().tls(side);
    }

    /**
     * A time limit by its name: the service's, else the proxy's own, else the product's.
     *
     * @throws IllegalArgumentException if no limit has this name
     */
    public Duration limit(String name) {
        return work().limit(name);
    }

    /**
     * The dialogue by which a client shows who it is, where the service authenticates in band;
     * empty: nothing is asked of it.
     */
    public Optional<Authentication> authentication() {
        return work().authentication();
    }

    private SessionWork work() {
        SessionWork known = work;
        if (known == null) {
            known = master().access().work(this);
            work = known;
        }
        return known;
    }
}
