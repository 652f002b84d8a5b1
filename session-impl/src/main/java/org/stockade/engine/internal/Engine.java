package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.revision.RevisionSource;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.transport.BufferPool;
import org.stockade.engine.internal.transport.FileSpool;
import org.stockade.engine.internal.transport.SpoolQuota;
import org.stockade.log.EventLog;
import org.stockade.policy.Policy;
import org.stockade.session.Spool;
import org.stockade.session.Zone;

/**
 * The generation in force, the listeners, and the sessions that live.
 *
 * <p>A generation is compiled without any lock, because that runs the code of proxy bundles, and
 * then published by one compare-and-set; whoever loses compiles again on what won.
 */
final class Engine implements AutoCloseable {
    /** How long a session waits for the successor of a proxy that has only just gone. */
    private static final Duration SUCCESSOR = Duration.ofSeconds(1);

    /** One body that is held for a verdict. */
    private static final long BODY_LIMIT = 256L << 20;

    /** Buffers of children's endpoints that are kept for the next. */
    private static final long KEPT_BUFFERS = 4L << 20;

    /** All spools together. */
    private static final long SPOOL_QUOTA = 1L << 30;

    private static final EventLog LOG = EventLog.of("core");

    private final String fallbackName;
    private final Transport transport;
    private final RevisionSource revisions;
    private final Path spoolFolder;
    private final BufferPool buffers = new BufferPool(KEPT_BUFFERS);
    private final SpoolQuota quota = new SpoolQuota(SPOOL_QUOTA);
    private final NameResolver resolver = new NameResolver();
    private final ServiceCounters counters = new ServiceCounters();
    private final ScheduledThreadPoolExecutor timer;

    private final AtomicLong generations = new AtomicLong();
    private final AtomicReference<@Nullable Generation> inForce = new AtomicReference<>();
    private final Consumer<Snapshot> bundlesChanged = changed -> adoptBundles();

    private final ReentrantLock loading = new ReentrantLock();
    private volatile List<Listener> listeners = List.of();
    private final Connections connections = new Connections(this);

    /** An engine without a policy: it accepts nothing until {@link #load}. */
    Engine(String fallbackName, Transport transport, RevisionSource revisions, Path spoolFolder) {
        this.fallbackName = fallbackName;
        this.transport = transport;
        this.revisions = revisions;
        this.spoolFolder = spoolFolder;
        timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread = new Thread(work, "stockade-timer");
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
    }

    // Generations
    // -------------------------------------------------------------------------------------

    /** Compiles a policy against the bundles that are here, to be looked at and thrown away. */
    Generation trial(Policy policy) {
        Generation trial = compile(policy);
        trial.retire();
        return trial;
    }

    private Generation compile(Policy policy) {
        String name = policy.name().orElse(fallbackName);
        Snapshot snapshot = revisions.acquire();
        boolean made = false;
        try {
            Generation compiled =
                    new Generation(generations.incrementAndGet(), name, policy, snapshot);
            made = true;
            return compiled;
        } finally {
            if (!made) {
                snapshot.release();
            }
        }
    }

    /**
     * Swaps in a policy as a whole: new listeners open before it, old ones close after it.
     *
     * @return what is wrong; nothing was changed then
     */
    List<String> load(Policy policy, boolean serve) {
        loading.lock();
        try {
            Generation next = compile(policy);
            if (!next.errors().isEmpty()) {
                next.retire();
                return next.errors();
            }
            ListenerChange change =
                    new ListenerChange(this, listeners, serve ? policy.listeners() : List.of());
            if (!change.errors().isEmpty()) {
                next.retire();
                return change.errors();
            }
            Generation before = inForce.get();
            boolean first = before == null;
            while (!inForce.compareAndSet(before, next)) {
                next.retire();
                before = inForce.get();
                try {
                    next = compile(policy);
                } catch (RuntimeException | Error broken) {
                    change.abandon();
                    throw broken;
                }
            }
            connections.goOn();
            listeners = change.commit();
            if (before != null) {
                before.retire();
            }
            if (first) {
                revisions.onChange(bundlesChanged);
                // What changed between compiling and listening to changes.
                adoptBundles();
            }
            LOG.info(
                    "policy-loaded",
                    null,
                    "new sessions follow it",
                    "generation",
                    next.number(),
                    "listeners",
                    listeners.size());
            return List.of();
        } finally {
            loading.unlock();
        }
    }

    /** Proxy bundles have changed: the same policy with what is there now. */
    private void adoptBundles() {
        while (true) {
            Generation before = inForce.get();
            if (before == null || before.snapshot() == revisions.current()) {
                return;
            }
            Generation next = compile(before.policy());
            if (inForce.compareAndSet(before, next)) {
                before.retire();
                next.errors()
                        .forEach(
                                error ->
                                        LOG.warning(
                                                "settings-refused",
                                                null,
                                                "its service is refused",
                                                "error",
                                                error));
                LOG.debug(
                        "generation",
                        null,
                        "proxy bundles have changed",
                        "generation",
                        next.number());
                return;
            }
            next.retire();
        }
    }

    /** The generation in force, with this caller counted in. */
    Generation retained() {
        while (true) {
            Generation now = current();
            if (now.retain()) {
                return now;
            }
            Thread.onSpinWait();
        }
    }

    /** The generation in force, to look at. */
    Generation current() {
        Generation now = inForce.get();
        if (now == null) {
            throw new IllegalStateException("no policy has been loaded");
        }
        return now;
    }

    boolean hasPolicy() {
        return inForce.get() != null;
    }

    /**
     * Waits a moment for a proxy; returns the generation in force then, and lets go of {@code
     * before}.
     */
    Generation awaitSuccessor(Generation before, String proxy) {
        revisions.awaitProxy(proxy, SUCCESSOR);
        // It may be there before the news of it has come to us.
        adoptBundles();
        Generation now = retained();
        before.release();
        return now;
    }

    // Sessions
    // ------------------------------------------------------------------------------------------

    /** All connections and their sessions. */
    Connections connections() {
        return connections;
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
        return connections.drain(atMost);
    }

    // What sessions use
    // -----------------------------------------------------------------------------------

    Transport transport() {
        return transport;
    }

    NameResolver resolver() {
        return resolver;
    }

    ServiceCounters counters() {
        return counters;
    }

    RevisionSource revisions() {
        return revisions;
    }

    List<Listener> listeners() {
        return listeners;
    }

    void later(Duration after, Runnable work) {
        try {
            timer.schedule(work, after.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            // The firewall is gone, and what this was to end has ended with it.
            return;
        }
    }

    /** The listener that a connection to this address would come back to. */
    Optional<Listener> listenerAt(SockAddr target) {
        return listeners.stream().filter(each -> each.isReachedBy(target)).findFirst();
    }

    /** Why no session of such a service may have its server there; empty: it may. */
    Optional<String> refusal(SockAddr server, Optional<Zone> zone, Optional<List<String>> toZones) {
        Optional<Listener> own = listenerAt(server);
        if (own.isPresent()) {
            return Optional.of(
                    "server "
                            + server
                            + " is the firewall's own listener \""
                            + own.get().name()
                            + "\": the connection would come back here");
        }
        return toZones.filter(permitted -> !TargetZones.permits(zone, permitted))
                .map(
                        permitted ->
                                "server "
                                        + server
                                        + " is in "
                                        + zone.map(known -> "zone \"" + known.name() + "\"")
                                                .orElse("no zone")
                                        + "; to-zones of the service permits "
                                        + permitted);
    }

    /** Buffers for endpoints that no transport made. */
    BufferPool buffers() {
        return buffers;
    }

    Spool spool(long limit) {
        return new FileSpool(spoolFolder, limit, quota);
    }

    Spool bodySpool() {
        return spool(BODY_LIMIT);
    }

    /** Ends every session, gives back everything. */
    @Override
    public void close() {
        drain(Duration.ZERO);
        revisions.remove(bundlesChanged);
        Generation last = inForce.getAndSet(null);
        if (last != null) {
            last.retire();
        }
        timer.shutdownNow();
        resolver.close();
        if (transport instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception gone) {
                LOG.warning("transport-close-failed", null, "it is left behind", "failure", gone);
            }
        }
    }

    /** Opens a listener of this engine. */
    Listener listen(String name, SockAddr bind, int maxConnections) throws IOException {
        return new Listener(this, name, bind, maxConnections);
    }
}
