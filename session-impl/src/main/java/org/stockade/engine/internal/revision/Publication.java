package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.stockade.log.EventLog;

/** The snapshot that serves, those who want to hear of the next one, and those who wait for it. */
final class Publication {
    /** How long an announcement waits for another one under way, which may be in foreign code. */
    private static final Duration TURN = Duration.ofSeconds(2);

    private final EventLog log;
    private final Executor later;
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock delivery = new ReentrantLock();
    private long delivered;
    private volatile Offered offered = new Offered(0, Snapshot.of(0, List.of()), Optional.empty());
    private volatile CompletableFuture<Void> changed = new CompletableFuture<>();

    /**
     * An empty one.
     *
     * @param later takes over an announcement whose turn did not come in time
     */
    Publication(EventLog log, Executor later) {
        this.log = log;
        this.later = later;
    }

    Snapshot current() {
        return offered.stable();
    }

    Offered offered() {
        return offered;
    }

    void onChange(Consumer<Snapshot> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<Snapshot> listener) {
        listeners.remove(listener);
    }

    /**
     * Replaces what serves; one thread at a time. {@link #announce} has to follow, without locks.
     */
    void set(Collection<Revision> revisions) {
        set(revisions, Optional.empty());
    }

    /**
     * Likewise, with what is on trial. Where a trial begins or ends, what stays as it is stays the
     * same snapshot: whoever follows need not follow anew.
     */
    void set(Collection<Revision> revisions, Optional<? extends Collection<Revision>> onTrial) {
        Offered before = offered;
        long number = before.number() + 1;
        Snapshot stable = Snapshot.of(number, revisions);
        Optional<Snapshot> candidate = onTrial.map(all -> Snapshot.of(number, all));
        offered =
                before.candidate().isEmpty() && candidate.isEmpty()
                        ? new Offered(number, stable, candidate)
                        : new Offered(
                                number,
                                known(stable, before),
                                candidate.map(one -> known(one, before)));
    }

    private static Snapshot known(Snapshot made, Offered before) {
        return before.stable().hasSameAs(made)
                ? before.stable()
                : before.candidate().filter(made::hasSameAs).orElse(made);
    }

    /** Tells listeners of the newest snapshot, then wakes those who wait. */
    void announce() {
        if (delivery.isHeldByCurrentThread()) {
            return; // A listener made this change: the loop below, further up this stack, looks
            // again.
        }
        if (awaitTurn()) {
            try {
                deliver();
            } finally {
                delivery.unlock();
            }
        } else {
            later.execute(this::announce);
        }
    }

    private boolean awaitTurn() {
        try {
            return delivery.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void deliver() {
        for (Offered newest = offered; newest.number() > delivered; newest = offered) {
            delivered = newest.number();
            for (Consumer<Snapshot> listener : listeners) {
                tell(listener, newest.stable());
            }
            CompletableFuture<Void> waiting = changed;
            changed = new CompletableFuture<>();
            waiting.complete(null);
        }
    }

    private void tell(Consumer<Snapshot> listener, Snapshot newest) {
        try {
            listener.accept(newest);
        } catch (RuntimeException failure) {
            log.error(
                    "revision-listener",
                    null,
                    "A part of the engine could not take over a new set of proxies; it goes on with"
                            + " the previous one",
                    "listener",
                    listener.getClass().getName(),
                    "failure",
                    failure);
        }
    }

    Snapshot awaitProxy(String name, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            CompletableFuture<Void> next =
                    changed; // before current: a change between is then not missed
            Snapshot seen = current();
            long left = deadline - System.nanoTime();
            if (seen.revision(Kind.PROXY, name).isPresent() || left <= 0) {
                return seen;
            }
            try {
                next.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException tooLate) {
                return current();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return current();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
