package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Watch;
import org.stockade.engine.internal.record.SummaryRecord;
import org.stockade.log.EventLog;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.AbstractSession;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Wish;
import org.stockade.session.Zone;

/**
 * One connection from accept to its summary record: its generation, its endpoints, its threads, its
 * clock.
 *
 * <p>It ends in five phases: the outcome is fixed; endpoints are closed, or aborted, which wakes
 * every wait; children return, then parents, and forks are joined; spools and listeners are given
 * back; then the master: one record, admission released, one end notice.
 */
final class SessionRun implements Access, Watch {
    /** Longest wait for forks whose proxy has returned: after it they are left behind. */
    private static final Duration FORKS = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;
    private final Listener listener;
    private final Endpoint client;
    private final MasterSession master;

    private volatile Generation generation;
    private volatile @Nullable ServicePlan plan;
    private volatile ServiceCounters.@Nullable Counter admitted;

    private final SessionClock clock = new SessionClock();
    private final SessionThreads threads = new SessionThreads();

    private final Map<StackedSession, NodeWork> nodes = new ConcurrentHashMap<>(4);
    private final OpenEndpoints endpoints;
    private final AtomicReference<Wish> wish = new AtomicReference<>(Wish.GO_ON);
    private final AtomicBoolean finished = new AtomicBoolean();

    /** A connection accepted in this generation, which has been retained for it. */
    SessionRun(Engine engine, Generation generation, Listener listener, Endpoint client) {
        this.engine = engine;
        this.generation = generation;
        this.listener = listener;
        this.client = client;
        this.endpoints = new OpenEndpoints(client);
        this.master = new MasterSession(this);
    }

    // From accept to end
    // ------------------------------------------------------------------------------

    /** Serves the connection on this thread, whatever happens, to its end. */
    void run() {
        entered(Thread.currentThread());
        boolean clean = false;
        try {
            adopt(client);
            clean = serve();
        } catch (IOException ended) {
            master.note(Stacks.said(ended));
        } catch (RuntimeException | Error broken) {
            failedIn("the engine", broken);
        } finally {
            left(Thread.currentThread());
            // What interrupted the proxy must not interrupt the waits for its forks.
            Thread.interrupted();
            finish(clean, FORKS);
        }
    }

    /** Whether it came to an orderly end; otherwise the peers are shown a reset. */
    private boolean serve() throws IOException {
        master.setServiceInstance(engine.counters().of(ServiceCounters.NO_SERVICE).nextInstance());
        try {
            master.setClient(client, client.remote());
        } catch (AccessDeniedException denied) {
            return Refusals.byRules(master, client, String.valueOf(denied.getMessage()));
        }
        ServicePlan chosen =
                planOf(master.decision().flatMap(Decision::service).orElseThrow().name());
        plan = chosen;
        master.setService(chosen.policy());
        ServiceCounters.Counter counter = engine.counters().of(chosen.policy().name());
        master.setServiceInstance(counter.nextInstance());
        if (!chosen.ready()) {
            LOG.warning(
                    "service-not-ready", master, "the session is refused", "why", chosen.refused());
            return refused(chosen, Outcome.DENIED_BY_UNKNOWN_FAIL, chosen.refused());
        }
        int most = chosen.policy().maxSessions();
        if (!counter.admit(most)) {
            return refused(
                    chosen,
                    Outcome.DENIED_BY_LIMIT,
                    "service \""
                            + chosen.policy().name()
                            + "\" has "
                            + most
                            + " sessions, its max-sessions");
        }
        admitted = counter;
        master.setStarted();
        return start(chosen);
    }

    private boolean start(ServicePlan chosen) throws IOException {
        clock.start(TimeLimits.of("idle", chosen), TimeLimits.of("total", chosen));
        StackedSession session = new StackedSession(master, chosen.chainer());
        session.setClientStream(client);
        session.setProxy(chosen.policy().proxy());
        Recipe recipe = chosen.recipe().orElseThrow();
        NodeWork node = node(session, null);
        try {
            session.setRoute(chosen.router().route(session));
            LOG.debug("session-started", session, "started", "client", client.remote());
            recipe.create().run(session);
            node.rethrowUnjoined();
        } catch (RuntimeException | Error broken) {
            failedIn("proxy \"" + chosen.policy().proxy() + "\" of " + chosen.bundle(), broken);
            return false;
        }
        return wish() != Wish.END;
    }

    /** Waits a moment for a successor where the proxy has only just gone. */
    private ServicePlan planOf(String service) {
        ServicePlan here = generation.plan(service);
        if (here.ready() || here.recipe().isPresent()) {
            return here;
        }
        Generation before = generation;
        generation = engine.awaitSuccessor(before, here.policy().proxy());
        Optional<ServicePlan> successor = generation.findPlan(service);
        return successor.orElse(here);
    }

    private boolean refused(ServicePlan chosen, Outcome outcome, String why) {
        try {
            return Refusals.byService(master, client, chosen, outcome, why);
        } catch (RuntimeException | Error broken) {
            failedIn("the refusal of " + chosen.bundle(), broken);
            return false;
        }
    }

    /** Keeps text of the failure alone: a kept Throwable would keep the proxy's class loader. */
    void failedIn(String what, Throwable broken) {
        String text = Stacks.said(broken);
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
        wish.set(Wish.END);
        try {
            if (clean) {
                endpoints.close();
            } else {
                endpoints.abort();
            }
            nodes.values().forEach(node -> node.close(forks));
            endpoints.settle();
            if (threads.areGone()) {
                endpoints.release();
            } else if (!forks.isZero()) {
                threads.abandon(master, bundle());
            }
        } catch (RuntimeException | Error broken) {
            failedIn("the engine", broken);
        } finally {
            master.destroy();
        }
    }

    // Ending from outside
    // -------------------------------------------------------------------------------

    /** Ends the session at once: aborts, interrupts after a second, abandons after five. */
    void kill(String why) {
        if (wish() == Wish.END) {
            return;
        }
        // Before what it wakes can give its own reason.
        master.note(why);
        if (wish.getAndSet(Wish.END) == Wish.END) {
            return;
        }
        endpoints.abort();
        nodes.values().forEach(NodeWork::wake);
        engine.later(
                Duration.ofSeconds(1),
                () -> {
                    if (!finished.get()) {
                        threads.interrupt();
                    }
                });
        engine.later(Duration.ofSeconds(5), this::abandon);
    }

    private void abandon() {
        if (finished.get()) {
            return;
        }
        threads.abandon(master, bundle());
        // This is the timer's thread, and they have had their time.
        finish(false, Duration.ZERO);
    }

    /** Asks the proxies to finish at their protocol's next border. */
    void drain() {
        if (wish.compareAndSet(Wish.GO_ON, Wish.FINISH)) {
            endpoints.nudge();
        }
    }

    // Endpoints and threads
    // ------------------------------------------------------------------------------

    /** Makes an endpoint part of this session: it shares the clock and ends with it. */
    <E extends Endpoint> E adopt(E endpoint) throws EndpointClosedException {
        endpoints.add(endpoint);
        endpoint.watch(this);
        if (wish() == Wish.END) {
            endpoint.abort();
            throw new EndpointClosedException("session " + master.sessionId() + " is being ended");
        }
        return endpoint;
    }

    void entered(Thread thread) {
        threads.entered(thread);
    }

    void left(Thread thread) {
        threads.left(thread);
    }

    NodeWork node(StackedSession session, org.stockade.session.@Nullable Payload payload) {
        return nodes.computeIfAbsent(session, made -> new NodeWork(engine, this, made, payload));
    }

    void leave(StackedSession session) {
        nodes.remove(session);
    }

    // Watch
    // -------------------------------------------------------------------------------------------------

    @Override
    public void touch() {
        clock.touch();
    }

    @Override
    public long idleLeft() {
        return clock.left();
    }

    @Override
    public void idle() {
        kill(clock.passed());
    }

    @Override
    public boolean finishing() {
        return wish() != Wish.GO_ON;
    }

    // Access
    // ------------------------------------------------------------------------------------------------

    @Override
    public String firewallName() {
        return generation.firewallName();
    }

    @Override
    public Optional<Zone> zoneOf(SockAddr address) {
        return generation.zones().find(address.address());
    }

    @Override
    public Decision decide(MasterSession session) {
        return generation.decide(session, listener.name());
    }

    @Override
    public void checkServer(AbstractSession session, SockAddr real) throws AccessDeniedException {
        Optional<List<String>> toZones = session.service().flatMap(service -> service.toZones());
        Optional<String> refusal = engine.refusal(real, zoneOf(real), toZones);
        if (refusal.isPresent()) {
            throw new AccessDeniedException(refusal.get());
        }
    }

    @Override
    public void ended(MasterSession session) {
        ServiceCounters.Counter counter = admitted;
        if (counter != null) {
            counter.release();
        }
        listener.release();
        try {
            generation.release();
        } finally {
            engine.connections().ended(this);
        }
    }

    @Override
    public SessionWork work(StackedSession session) {
        return node(session, null);
    }

    MasterSession master() {
        return master;
    }

    Wish wish() {
        return wish.get();
    }

    ServicePlan plan() {
        ServicePlan chosen = plan;
        if (chosen == null) {
            throw new IllegalStateException(
                    "session " + master.sessionId() + " has no service yet");
        }
        return chosen;
    }

    Optional<ServicePlan> planIfChosen() {
        return Optional.ofNullable(plan);
    }

    Endpoint client() {
        return client;
    }

    OpenEndpoints endpoints() {
        return endpoints;
    }

    String bundle() {
        ServicePlan chosen = plan;
        return chosen == null ? "" : chosen.bundle();
    }

    Collection<NodeWork> nodes() {
        return new ArrayList<>(nodes.values());
    }

    /** The record of this connection, which ends now. */
    SummaryRecord summary() {
        return SummaryRecord.of(
                master,
                Instant.now(),
                planIfChosen().map(chosen -> chosen.policy().proxy()),
                endpoints.traffic());
    }
}
