package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.access.SessionWork;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Watch;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.record.SummaryRecord;
import org.stockade.engine.internal.record.Traffic;
import org.stockade.engine.internal.transport.BufferedEndpoint;
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
    /** Within this time a refused client must take the answer that tells it so. */
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    /** How long a dropped client is kept waiting for nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

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

    private volatile long touched = System.nanoTime();
    private volatile long idleLimit = TimeLimits.NONE.toNanos();
    private volatile long totalEnd = touched + TimeLimits.NONE.toNanos();

    private final Map<StackedSession, NodeWork> nodes = new ConcurrentHashMap<>(4);
    private final Set<Endpoint> endpoints = ConcurrentHashMap.newKeySet(4);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet(2);
    private final LongAdder serverReceived = new LongAdder();
    private final LongAdder serverSent = new LongAdder();
    private final AtomicReference<Wish> wish = new AtomicReference<>(Wish.GO_ON);
    private final AtomicBoolean finished = new AtomicBoolean();

    /** A connection accepted in this generation, which has been retained for it. */
    SessionRun(Engine engine, Generation generation, Listener listener, Endpoint client) {
        this.engine = engine;
        this.generation = generation;
        this.listener = listener;
        this.client = client;
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
            master.note(describe(ended));
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
            return refusedByRules(denied);
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
        startClocks(chosen);
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

    private void startClocks(ServicePlan chosen) {
        long now = System.nanoTime();
        touched = now;
        idleLimit = TimeLimits.of("idle", chosen).toNanos();
        totalEnd = now + TimeLimits.of("total", chosen).toNanos();
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

    private boolean refusedByRules(AccessDeniedException denied) throws EndpointClosedException {
        String why = String.valueOf(denied.getMessage());
        master.decide(Outcome.DENIED_BY_POLICY, why);
        LOG.info(
                "refused",
                master,
                "no service for this client",
                "client",
                client.remote(),
                "why",
                why);
        return switch (master.decision().map(Decision::refusal).orElse(Decision.Refusal.CLOSE)) {
            case CLOSE -> true;
            case RESET -> false;
            case DROP -> {
                silence();
                yield false;
            }
        };
    }

    private static void silence() throws EndpointClosedException {
        try {
            Thread.sleep(SILENCE);
        } catch (InterruptedException killed) {
            throw new EndpointClosedException("the session was ended");
        }
    }

    private boolean refused(ServicePlan chosen, Outcome outcome, String why) {
        master.decide(outcome, why);
        LOG.info("refused", master, "the service refuses", "client", client.remote(), "why", why);
        Recipe recipe = chosen.recipe().orElse(null);
        if (recipe == null) {
            return true;
        }
        try (var writing = client.writeWithin("refusal", REFUSAL);
                var reading = client.readWithin("refused request", REFUSAL)) {
            recipe.refuse(client, why);
            client.flush();
            return true;
        } catch (IOException gone) {
            return false;
        } catch (RuntimeException | Error broken) {
            failedIn("the refusal of " + chosen.bundle(), broken);
            return false;
        }
    }

    /** Keeps text of the failure alone: a kept Throwable would keep the proxy's class loader. */
    void failedIn(String what, Throwable broken) {
        String text = describe(broken);
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

    private static String describe(Throwable failure) {
        return failure instanceof IOException ended ? said(ended) : Stacks.said(failure);
    }

    /** An I/O failure's own words; those of a proxy's own kind may be none. */
    private static String said(IOException ended) {
        try {
            String message = ended.getMessage();
            return message == null ? ended.toString() : message;
        } catch (RuntimeException | Error worse) {
            return ended.getClass().getName();
        }
    }

    /** The last four phases; the outcome is fixed by now. Exactly once. */
    private void finish(boolean clean, Duration forks) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        wish.set(Wish.END);
        try {
            for (Endpoint endpoint : endpoints) {
                if (clean) {
                    endpoint.close();
                } else {
                    endpoint.abort();
                }
            }
            nodes.values().forEach(node -> node.close(forks));
            endpoints.forEach(this::settle);
            if (threads.isEmpty()) {
                endpoints.forEach(SessionRun::release);
            } else if (!forks.isZero()) {
                logLeftBehind();
            }
        } catch (RuntimeException | Error broken) {
            failedIn("the engine", broken);
        } finally {
            master.destroy();
        }
    }

    /** Gives back the buffers; no thread uses them any more. */
    private static void release(Endpoint endpoint) {
        if (endpoint instanceof BufferedEndpoint buffered) {
            buffered.release();
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
        endpoints.forEach(Endpoint::abort);
        nodes.values().forEach(NodeWork::wake);
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
        for (Thread thread : threads) {
            LOG.error(
                    "session-abandoned",
                    master,
                    "a proxy has not returned 5 s after it was told to; its thread is left behind",
                    "thread",
                    thread.getName(),
                    "bundle",
                    bundle(),
                    "at",
                    Stacks.top(thread.getStackTrace()));
        }
    }

    /** Asks the proxies to finish at their protocol's next border. */
    void drain() {
        if (wish.compareAndSet(Wish.GO_ON, Wish.FINISH)) {
            endpoints.forEach(Endpoint::nudge);
        }
    }

    // Endpoints and threads
    // ------------------------------------------------------------------------------

    /** Makes an endpoint part of this session: it shares the clock and ends with it. */
    <E extends Endpoint> E adopt(E endpoint) throws EndpointClosedException {
        settleClosed();
        endpoints.add(endpoint);
        endpoint.watch(this);
        if (wish() == Wish.END) {
            endpoint.abort();
            throw new EndpointClosedException("session " + master.sessionId() + " is being ended");
        }
        return endpoint;
    }

    /** Forgets what was closed; of several threads that see it one takes its counts. */
    private void settleClosed() {
        for (Endpoint endpoint : endpoints) {
            if (endpoint != client && endpoint.isClosed() && endpoints.remove(endpoint)) {
                settle(endpoint);
            }
        }
    }

    /** Takes the byte counts of a server's or secondary endpoint that is done with. */
    private void settle(Endpoint endpoint) {
        if (endpoint != client) {
            serverReceived.add(endpoint.received());
            serverSent.add(endpoint.sent());
        }
    }

    void entered(Thread thread) {
        threads.add(thread);
    }

    void left(Thread thread) {
        threads.remove(thread);
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
        touched = System.nanoTime();
    }

    @Override
    public long idleLeft() {
        long now = System.nanoTime();
        return Math.min(touched + idleLimit - now, totalEnd - now);
    }

    @Override
    public void idle() {
        long now = System.nanoTime();
        kill(
                totalEnd - now < 0
                        ? "its total time limit has passed"
                        : "idle for "
                                + idleLimit / 1_000_000
                                + " ms; to allow it raise time-limits idle");
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
        Optional<Listener> own = engine.listenerAt(real);
        if (own.isPresent()) {
            throw new AccessDeniedException(
                    "server "
                            + real
                            + " is the firewall's own listener \""
                            + own.get().name()
                            + "\": the connection would come back here");
        }
        Optional<List<String>> permitted = session.service().flatMap(service -> service.toZones());
        if (permitted.isEmpty()) {
            return;
        }
        Optional<Zone> zone = zoneOf(real);
        if (!TargetZones.permits(zone, permitted.get())) {
            throw new AccessDeniedException(
                    "server "
                            + real
                            + " is in "
                            + zone.map(known -> "zone \"" + known.name() + "\"").orElse("no zone")
                            + "; to-zones of the service permits "
                            + permitted.get());
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
            engine.ended(this);
        }
    }

    @Override
    public SessionWork work(StackedSession session) {
        return node(session, null);
    }

    // For others of the engine
    // ------------------------------------------------------------------------------

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

    int openEndpoints() {
        settleClosed();
        return endpoints.size();
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
        Traffic traffic =
                new Traffic(
                        client.received(), client.sent(), serverReceived.sum(), serverSent.sum());
        return SummaryRecord.of(
                master,
                Instant.now(),
                planIfChosen().map(chosen -> chosen.policy().proxy()),
                traffic);
    }
}
