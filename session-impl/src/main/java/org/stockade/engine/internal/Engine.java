package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.stockade.chain.HostResolver;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.auth.Clients;
import org.stockade.engine.internal.containment.Containment;
import org.stockade.engine.internal.detect.Peek;
import org.stockade.engine.internal.match.Freshness;
import org.stockade.engine.internal.perloop.LoopCount;
import org.stockade.engine.internal.replay.Recorder;
import org.stockade.engine.internal.resolve.NameResolver;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.transport.DatagramSockets;
import org.stockade.engine.internal.transport.FileSpool;
import org.stockade.engine.internal.transport.OffLoop;
import org.stockade.engine.internal.transport.SpoolQuota;
import org.stockade.log.EventLog;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.Policy;
import org.stockade.session.Spool;
import org.stockade.transport.BufferPool;

/** The listeners, the sessions that live, and what they share. */
final class Engine implements AutoCloseable {
    /** Open connections of all listeners together. */
    private static final int MOST_CONNECTIONS = 50_000;

    /** One body that is held for a verdict. */
    static final long BODY_LIMIT = 256L << 20;

    /** Buffers of children's endpoints that are kept for the next. */
    private static final long KEPT_BUFFERS = 4L << 20;

    /** All spools together. */
    private static final long SPOOL_QUOTA = 1L << 30;

    /** How often server connections are looked at that have been idle for too long. */
    private static final Duration SWEEP = Duration.ofSeconds(5);

    /** How often a canary is looked at, and old generations that may be past their limits. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** How long a new policy waits for the first addresses of its hosts. */
    private static final Duration FIRST_ANSWERS = Duration.ofSeconds(5);

    /** How long one question for the hosts of matchers may take. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Transports transports;
    private final DatagramSockets datagrams = new DatagramSockets();
    private final StateFolder state;
    private final Taps taps;
    private final Recorder recorder;
    private final BufferPool buffers = new BufferPool(KEPT_BUFFERS);
    private final SpoolQuota quota = new SpoolQuota(SPOOL_QUOTA);
    private final OffLoop disk = new OffLoop();
    private final NameResolver resolver = new NameResolver();
    private final HostNames hosts = new HostNames(this::askHost, System::nanoTime);
    private final Freshness freshness =
            new Freshness(
                    (by, host, told) ->
                            resolver.ask(
                                    by, host, ANSWER, (found, lifetime) -> told.accept(found)));
    private final ServiceCounters counters = new ServiceCounters(System::nanoTime);
    private final ServerPool servers = new ServerPool(System::nanoTime);
    private final EngineTimer timer = new EngineTimer();

    private final Generations generations;

    private final ReentrantLock loading = new ReentrantLock();
    private volatile List<Listener> listeners = List.of();
    private volatile Duration detectLimit = Peek.LIMIT;
    private final LiveSessions live = new LiveSessions();
    private final LoopCount open = new LoopCount(MOST_CONNECTIONS);
    private final Draining draining;
    private final ProxyThreads proxyThreads = new ProxyThreads();
    private final Containment containment;
    private final BudgetWatch budgetWatch;
    private final CanaryWatch canaries;
    private final Probing probing = new Probing(counters);
    private final Clients clients = new Clients(InstantSource.system(), System::nanoTime);

    /** An engine without a policy: it accepts nothing until {@link #load}. */
    Engine(
            String fallbackName,
            Transports transports,
            RevisionSource revisions,
            StateFolder state) {
        this.generations =
                new Generations(
                        fallbackName,
                        revisions,
                        new Outside(
                                InstantSource.system(),
                                hosts,
                                new Absences(revisions::sources),
                                freshness));
        this.draining = new Draining(generations, live::all);
        this.containment =
                new Containment(
                        proxy -> generations.budgets().of(proxy),
                        System::nanoTime,
                        InstantSource.system());
        this.budgetWatch = new BudgetWatch(this);
        this.canaries = new CanaryWatch(generations, containment);
        this.transports = transports;
        this.state = state;
        this.taps = new Taps(state.taps());
        this.recorder = Recorder.in(state.records());
        timer.every(SWEEP, servers::sweep, clients::sweep);
        timer.every(
                LOOK,
                draining::look,
                budgetWatch::look,
                canaries::look,
                this::probe,
                hosts::refresh,
                freshness::look);
        budgetWatch.start();
    }

    /** How long clients are waited for from now on that have to be recognised. */
    void detectWithin(Duration limit) {
        detectLimit = limit;
    }

    Duration detectLimit() {
        return detectLimit;
    }

    /**
     * Swaps in a policy as a whole: new listeners open before it, old ones close after it.
     *
     * @return what is wrong; nothing was changed then
     */
    List<String> load(Policy policy, boolean serve) {
        loading.lock();
        try {
            if (serve) {
                transports.open(policy.transport());
                List<String> unmet = Interceptions.unmet(policy.listeners(), transports::missing);
                if (!unmet.isEmpty()) {
                    return unmet;
                }
            }
            Generation next = generations.compile(policy);
            List<String> wrong =
                    serve && next.errors().isEmpty()
                            ? ForgedAddresses.unmet(next, transports)
                            : next.errors();
            if (!wrong.isEmpty()) {
                next.discard();
                return wrong;
            }
            if (serve) {
                awaitHosts(next);
            }
            ListenerChange change =
                    new ListenerChange(this, listeners, serve ? policy.listeners() : List.of());
            if (!change.errors().isEmpty()) {
                next.discard();
                return change.errors();
            }
            try {
                generations.publish(next);
            } catch (RuntimeException | Error broken) {
                change.abandon();
                throw broken;
            }
            clients.follow(generations.current().directory()::written);
            draining.goOn();
            listeners = change.commit();
            return List.of();
        } catch (IOException noTransport) {
            return List.of("no transport can be opened: " + noTransport.getMessage());
        } finally {
            loading.unlock();
        }
    }

    // Sessions

    /** On the accepting thread: starts the session's own. {@code false}: there are too many. */
    boolean begin(Listener listener, Endpoint client, int loop) {
        if (!open.add(loop)) {
            return false;
        }
        try {
            transport()
                    .start(
                            Optional.of(client),
                            listener.threadName(),
                            new ThreadWork(() -> serve(listener, client, loop)));
        } catch (RuntimeException | Error noThread) {
            turnAway(listener, client, loop);
            LOG.error(
                    "session-not-started",
                    null,
                    "the connection is reset",
                    "listener",
                    listener.name(),
                    "client",
                    client.remote(),
                    "failure",
                    Stacks.said(noThread));
        }
        return true;
    }

    /** A connection that never became a session. */
    private void turnAway(Listener listener, Endpoint client, int loop) {
        client.abort();
        listener.release(client, loop);
        open.remove(loop);
    }

    private void serve(Listener listener, Endpoint client, int loop) {
        // Otherwise its policy has come to nothing, or the firewall was stopped meanwhile.
        if (!listener.awaitCommitted() || !generations.hasPolicy()) {
            turnAway(listener, client, loop);
            return;
        }
        SessionRun run = new SessionRun(this, generations.retained(), listener, client, loop);
        live.add(run);
        // After it is seen by a drain, or before that asked: one of them tells it.
        draining.begun(run);
        run.run();
    }

    /** The end notice of a session, after everything of it was given back. */
    void ended(SessionRun run) {
        live.remove(run);
        try {
            Instant end = Instant.now();
            run.trail()
                    .recorded(run.master(), end)
                    .ifPresent(session -> recorder.add(run.loop(), session));
            if (LOG.informs()) {
                LOG.info(
                        "summary",
                        run.master(),
                        "Connection summary",
                        run.summary(end).namesAndValues());
            }
        } finally {
            open.remove(run.loop());
        }
    }

    Collection<SessionRun> live() {
        return live.all();
    }

    /**
     * Stops accepting, asks every session to finish, and ends those that have not done so in time.
     *
     * @return how many had to be ended
     */
    int drain(Duration atMost) {
        loading.lock();
        try {
            listeners.forEach(Listener::close);
            listeners = List.of();
        } finally {
            loading.unlock();
        }
        draining.finishAll();
        long end = System.nanoTime() + atMost.toNanos();
        awaitNobody(end);
        int left = live.size();
        draining.endAll();
        // Longer than a session that does not return is given.
        awaitNobody(System.nanoTime() + Duration.ofSeconds(6).toNanos());
        servers.clear();
        return left;
    }

    private void awaitNobody(long end) {
        try {
            while (open.sum() > 0 && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    // What sessions use

    /** What moves the bytes; there is one from the first policy on that is served. */
    Transport transport() {
        return transports.chosen();
    }

    /** What moves the datagrams, whatever moves the bytes. */
    DatagramSockets datagrams() {
        return datagrams;
    }

    Transports transports() {
        return transports;
    }

    NameResolver resolver() {
        return resolver;
    }

    ServiceCounters counters() {
        return counters;
    }

    Generations generations() {
        return generations;
    }

    /** What proxies use, and which bundles are in quarantine. */
    Containment containment() {
        return containment;
    }

    /** What is known of clients. */
    Clients clients() {
        return clients;
    }

    ProxyThreads proxyThreads() {
        return proxyThreads;
    }

    CanaryWatch canaries() {
        return canaries;
    }

    List<Listener> listeners() {
        return listeners;
    }

    /** Server connections between two sessions. */
    ServerPool servers() {
        return servers;
    }

    /** Who only checks policies opens nothing. */
    private void probe() {
        if (transports.isOpen()) {
            probing.look(generations.inForce());
        }
    }

    void later(Duration after, Runnable work) {
        timer.later(after, work);
    }

    /** The listener that what goes to this address by this protocol would come back to. */
    Optional<Listener> listenerAt(TransportProtocol protocol, SockAddr target) {
        for (Listener each : listeners) {
            if (each.isReachedBy(protocol, target)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Buffers for endpoints that no transport made. */
    BufferPool buffers() {
        return buffers;
    }

    /** Sessions that have ended. */
    Recorder recorder() {
        return recorder;
    }

    private boolean askHost(
            HostResolver by, String host, Consumer<Optional<HostNames.Answer>> told) {
        return resolver.ask(
                by,
                host,
                FIRST_ANSWERS,
                (found, lifetime) ->
                        told.accept(
                                // A zone keeps what it had where there is nothing now.
                                found.filter(all -> !all.isEmpty())
                                        .map(all -> new HostNames.Answer(all, lifetime))));
    }

    /** Waits a while for the addresses of hosts that nobody has asked for before. */
    void awaitHosts(Generation next) {
        hosts.awaitFirst(next.hosts().keySet(), FIRST_ANSWERS);
        next.matchers().awaitFirst(FIRST_ANSWERS);
    }

    Taps taps() {
        return taps;
    }

    Spool spool(long limit) {
        return new FileSpool(state.spool(), limit, quota, disk);
    }

    /** Ends every session, gives back everything. */
    @Override
    public void close() {
        drain(Duration.ZERO);
        taps.close();
        recorder.close();
        generations.close();
        timer.close();
        servers.close();
        resolver.close();
        freshness.close();
        probing.close();
        disk.close();
        closeDatagrams();
        transports.close();
    }

    private void closeDatagrams() {
        try {
            datagrams.close();
        } catch (IOException gone) {
            LOG.warning("transport-close-failed", null, "it is left behind", "failure", gone);
        }
    }

    /** Opens one address of a listener. */
    Listener listen(ListenerPolicy policy, Bind bind, OpenConnections open) throws IOException {
        return new Listener(this, policy, bind, open);
    }
}
