package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.endpoint.Watch;
import org.stockade.engine.internal.containment.Charge;
import org.stockade.engine.internal.record.SummaryRecord;
import org.stockade.log.EventLog;
import org.stockade.session.AbstractSession;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Zone;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.PayloadEndpoint;

/**
 * One connection from accept to its summary record: its generation, its endpoints, its threads, its
 * clock.
 *
 * <p>It ends in five phases: the outcome is fixed; endpoints are closed, or aborted, which wakes
 * every wait; children return, then parents, and forks are joined; spools and listeners are given
 * back; then the master: one record, admission released, one end notice.
 */
final class SessionRun implements Access {
    /** Longest wait for forks whose proxy has returned: after it they are left behind. */
    private static final Duration FORKS = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final Listener listener;
    private final Endpoint client;
    private final int loop;
    private final MasterSession master;
    private final SessionTrail trail;
    private final ClientCheck check;
    private final Membership membership;
    private volatile @Nullable ServicePlan plan;
    private volatile ServiceCounters.@Nullable Place admitted;
    private volatile @Nullable Charge charge;

    private final SessionClock clock = new SessionClock(this::kill);
    private final SessionEndpoints endpoints;
    private final FewOf<NodeWork> nodes = new FewOf<>();
    private final FewOf<Thread> threads = new FewOf<>();
    private final AtomicBoolean finished = new AtomicBoolean();

    /** A connection accepted in this generation, which has been retained for it. */
    SessionRun(Engine engine, Generation generation, Listener listener, Endpoint client, int loop) {
        this.engine = engine;
        this.membership = new Membership(engine.generations(), generation);
        this.listener = listener;
        this.trail = new SessionTrail(listener);
        this.client = client;
        this.loop = loop;
        this.endpoints = new SessionEndpoints(client);
        this.master = new MasterSession(this);
        this.check = new ClientCheck(engine, this);
    }

    // From accept to end

    /** Serves the connection on this thread, whatever happens, to its end. */
    void run() {
        entered(Thread.currentThread());
        boolean clean = false;
        try {
            adopt(client);
            clean = new Reception(engine, this).serve();
            if (clean) {
                endpoints.flush();
            }
        } catch (IOException ended) {
            master.note(Stacks.described(ended));
        } catch (RuntimeException | Error broken) {
            failedIn("the engine", broken);
        } finally {
            left(Thread.currentThread());
            // What interrupted the proxy must not interrupt the waits for its forks.
            Thread.interrupted();
            finish(clean, FORKS);
        }
    }

    /** Makes this service the session's, and starts its clock. */
    ServicePlan choose(String service) {
        ServicePlan chosen = membership.join(service);
        plan = chosen;
        clock.start(chosen, isDatagrams());
        return chosen;
    }

    /** The session counts for its service and for its proxy until its end. */
    void admitted(ServiceCounters.Place place, Charge counts) {
        admitted = place;
        charge = counts;
    }

    /** Keeps text of the failure alone: a kept Throwable would keep the proxy's class loader. */
    void failedIn(String what, Throwable broken) {
        String text = Stacks.described(broken);
        membership.fault();
        master.decide(Outcome.DENIED_BY_UNKNOWN_FAIL, what + " failed: " + text);
        LOG.error(
                "proxy-failed",
                master,
                "the session ends",
                "in",
                what,
                "failure",
                text,
                "at",
                Stacks.top(broken));
    }

    /** The last four phases; the outcome is fixed by now. Exactly once. */
    private void finish(boolean clean, Duration forks) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        clock.end();
        try {
            if (clean) {
                endpoints.close();
            } else {
                endpoints.abort();
            }
            nodes.forEach(node -> node.close(forks));
            if (threads.isEmpty()) {
                endpoints.release();
            } else if (!forks.isZero()) {
                logLeftBehind();
            }
        } catch (RuntimeException | Error broken) {
            failedIn("the engine", broken);
        } finally {
            master.destroy();
        }
    }

    // Ending from outside

    /** Ends the session at once: aborts, interrupts after a second, abandons after five. */
    void kill(String why) {
        if (wish() == Wish.END) {
            return;
        }
        // Before what it wakes can give its own reason.
        master.note(why);
        if (!clock.end()) {
            return;
        }
        endpoints.abort();
        nodes.forEach(NodeWork::wake);
        engine.later(
                Duration.ofSeconds(1),
                () -> {
                    if (!finished.get()) {
                        threads.forEach(Thread::interrupt);
                    }
                });
        engine.later(Duration.ofSeconds(5), this::abandon);
    }

    private void abandon() {
        if (finished.get()) {
            return;
        }
        logLeftBehind();
        // This is the timer's thread, and they have had their time.
        finish(false, Duration.ZERO);
    }

    private void logLeftBehind() {
        membership.fault();
        new LeftBehind(engine, master, bundle()).tell(threads.all());
    }

    /** Asks the proxies to finish at their protocol's next border. */
    void drain() {
        if (clock.finish()) {
            endpoints.nudge();
        }
    }

    // Endpoints and threads

    /** Makes an endpoint part of this session: it shares the clock and ends with it. */
    <E extends Endpoint> E adopt(E endpoint) throws EndpointClosedException {
        return adopt(endpoint, null, null);
    }

    /**
     * Likewise.
     *
     * @param key under which another session may have it after this one; {@code null}: none may
     * @param load where it is counted; {@code null}: nowhere
     */
    <E extends Endpoint> E adopt(
            E endpoint, ServerPool.@Nullable Key key, @Nullable AtomicInteger load)
            throws EndpointClosedException {
        endpoints.add(endpoint, key, load);
        return watched(endpoint);
    }

    /** Likewise one that leads to another node of this session. */
    <E extends Endpoint> E adoptInner(E endpoint) throws EndpointClosedException {
        endpoints.addInner(endpoint);
        return watched(endpoint);
    }

    private <E extends Endpoint> E watched(E endpoint) throws EndpointClosedException {
        endpoint.watch(clock);
        if (wish() == Wish.END) {
            endpoint.abort();
            throw new EndpointClosedException("session " + master.sessionId() + " is being ended");
        }
        return endpoint;
    }

    /** Its proxy needs this server no more: it is kept for another session, or closed. */
    void giveBack(Endpoint server) {
        if (server instanceof BufferedEndpoint socket
                && endpoints.isShared(socket)
                && SessionEndpoints.isAtRest(socket)) {
            Optional<ServerPool.Key> key = endpoints.part(socket);
            if (key.isPresent()) {
                socket.watch(Watch.NONE);
                engine.servers().give(key.get(), socket);
                return;
            }
        }
        // One that was given back before is another session's by now, perhaps.
        if (endpoints.has(server) || server instanceof PayloadEndpoint) {
            server.close();
        }
    }

    void entered(Thread thread) {
        threads.add(thread);
    }

    void left(Thread thread) {
        threads.remove(thread);
    }

    NodeWork node(StackedSession session, @Nullable Payload payload) {
        synchronized (nodes) {
            for (NodeWork known : nodes) {
                if (known.session() == session) {
                    return known;
                }
            }
            NodeWork made = new NodeWork(engine, this, session, payload);
            nodes.add(made);
            return made;
        }
    }

    void leave(NodeWork node) {
        nodes.remove(node);
    }

    // Access

    @Override
    public String firewallName() {
        return generation().firewallName();
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return generation().zones().find(address.address());
    }

    @Override
    public Decision decide(MasterSession session) {
        return listener.refusal(session)
                .orElseGet(() -> generation().decide(session, listener.name()));
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) throws AccessDeniedException {
        checkServer(session, master.protocol(), real);
    }

    /** Likewise, of a server that is spoken to by another protocol than the client. */
    void checkServer(AbstractSession session, TransportProtocol protocol, SockAddr real)
            throws AccessDeniedException {
        check.requireIn();
        new ServerCheck(engine, generation().zones()).check(session, protocol, real);
    }

    @Override
    public void ended(MasterSession session) {
        ServiceCounters.Place place = admitted;
        if (place != null) {
            place.giveBack();
        }
        Charge counted = charge;
        if (counted != null) {
            counted.release();
        }
        listener.release(client, loop);
        try {
            membership.ended(session.outcome());
        } finally {
            engine.ended(this);
        }
    }

    @Override
    public SessionWork work(StackedSession session) {
        return node(session, null);
    }

    // For others of the engine

    SessionTrail trail() {
        return trail;
    }

    MasterSession master() {
        return master;
    }

    ClientCheck check() {
        return check;
    }

    Wish wish() {
        return clock.wish();
    }

    ServicePlan plan() {
        return planIfChosen()
                .orElseThrow(
                        () -> new IllegalStateException(master.sessionId() + " has no service"));
    }

    Optional<ServicePlan> planIfChosen() {
        return Optional.ofNullable(plan);
    }

    Listener listener() {
        return listener;
    }

    /** Which loop it is on; 0 on a transport that has none. */
    int loop() {
        return loop;
    }

    /** What it belongs to now; until its proxy starts it may still pass to a successor. */
    Generation generation() {
        return membership.generation();
    }

    /** A child of it has thrown, which its parent may make up for. */
    void childFault() {
        membership.fault();
    }

    Endpoint client() {
        return client;
    }

    /** Whether its client speaks in datagrams. */
    boolean isDatagrams() {
        return client instanceof DatagramEndpoint;
    }

    SessionEndpoints endpoints() {
        return endpoints;
    }

    /** What its proxy's account has of it; empty before its proxy is chosen. */
    Optional<Charge> charge() {
        return Optional.ofNullable(charge);
    }

    /** Ends it if its time was over for this long and its proxy, which computes, has not looked. */
    void endIfOverdue(Duration by) {
        if (clock.idleLeft(System.nanoTime()) < -by.toNanos()
                && threads.all().stream().anyMatch(it -> it.getState() == Thread.State.RUNNABLE)) {
            clock.idle();
        }
    }

    String bundle() {
        return planIfChosen().map(ServicePlan::bundle).orElse("");
    }

    List<NodeWork> nodes() {
        return nodes.all();
    }

    /** The record of this connection, which ends now: at {@code end}. */
    SummaryRecord summary(Instant end) {
        return SummaryRecord.of(
                master,
                end,
                planIfChosen().map(chosen -> chosen.policy().proxy()),
                endpoints.traffic(trail.secondaries()));
    }
}
