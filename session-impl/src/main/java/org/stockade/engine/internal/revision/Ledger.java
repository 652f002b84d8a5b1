package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.revision.RevisionSource.CopyState;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;

/**
 * Which sources there are, which copies, and what each offers. Memory only: its lock is never held
 * over a call to anybody, so it may be asked from inside any event of the framework.
 */
final class Ledger {
    private final Publication publication;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Map<Long, Entry> entries = new TreeMap<>();
    private final Map<Long, Offer> offers = new TreeMap<>();
    private final Map<Object, List<Revision>> direct = new HashMap<>();
    private boolean closed;

    Ledger(Publication publication) {
        this.publication = publication;
    }

    /** A source, as far as we have seen its events. */
    private static final class Entry {
        private Source source;
        private String state = "starting";
        private boolean on;
        private long attempts;
        private long published;
        private long modified;
        private @Nullable Offer serving;
        private List<Name> last = List.of();

        private Entry(Source source) {
            this.source = source;
        }
    }

    /** A copy, and the factories of it that have arrived. */
    private static final class Offer {
        private final Copy copy;
        private final Map<Name, Revision> revisions = new LinkedHashMap<>();
        private @Nullable String broken;

        private Offer(Copy copy) {
            this.copy = copy;
        }
    }

    /** What a source offered last; not the revision itself, which would keep its code in memory. */
    private record Name(Kind kind, String name) {
        static Name of(Revision revision) {
            return new Name(revision.kind(), revision.name());
        }
    }

    /**
     * A source has started: from now on it is wanted. Returns the number of this attempt to copy
     * it.
     */
    long started(Source source) {
        return locked(
                () -> {
                    Entry entry = entries.computeIfAbsent(source.id(), id -> new Entry(source));
                    entry.source = source;
                    entry.on = true;
                    return ++entry.attempts;
                });
    }

    /** The copy that serves for a source, if it was made of the content changed at this time. */
    Optional<Copy> serving(long source, long modified) {
        return locked(
                () -> {
                    Entry entry = entries.get(source);
                    return entry == null || entry.serving == null || entry.modified != modified
                            ? Optional.empty()
                            : Optional.of(entry.serving.copy);
                });
    }

    /** A source has started again, and its copy is of the same content. */
    void unchanged(long source) {
        locked(
                () -> {
                    Entry entry = entries.get(source);
                    if (entry != null && entry.serving != null) {
                        entry.state = "active";
                    }
                    return entry;
                });
    }

    /** Any copy that serves for a source. */
    Optional<Copy> serving(long source) {
        return locked(
                () -> {
                    Entry entry = entries.get(source);
                    return entry == null || entry.serving == null
                            ? Optional.empty()
                            : Optional.of(entry.serving.copy);
                });
    }

    /** A copy is installed, and is about to be started. */
    void installed(Copy copy) {
        locked(() -> offers.put(copy.id(), new Offer(copy)));
    }

    /** A copy is uninstalled; {@code false} if that was known. */
    boolean uninstalled(Copy copy) {
        return locked(() -> offers.remove(copy.id())) != null;
    }

    Optional<Copy> copy(long bundle) {
        return locked(() -> Optional.ofNullable(offers.get(bundle)).map(offer -> offer.copy));
    }

    /**
     * Factories of a copy have arrived, its first ones or, after a change of configuration, new
     * ones.
     */
    void arrived(Copy copy, List<Revision> revisions) {
        boolean serves =
                locked(
                        () -> {
                            Offer offer = offers.get(copy.id());
                            if (offer == null) {
                                return false;
                            }
                            revisions.forEach(one -> offer.revisions.put(Name.of(one), one));
                            arrival.signalAll();
                            return rebuildIfServing(offer);
                        });
        if (serves) {
            publication.announce();
        }
    }

    private boolean rebuildIfServing(Offer offer) {
        Entry entry = entries.get(offer.copy.source().id());
        if (entry == null || entry.serving != offer) {
            return false;
        }
        rebuild();
        return true;
    }

    /** A factory of a copy cannot be had; nobody needs to wait for it. */
    void broken(Copy copy, String why) {
        locked(
                () -> {
                    Offer offer = offers.get(copy.id());
                    if (offer != null) {
                        offer.broken = why;
                        arrival.signalAll();
                    }
                    return offer;
                });
    }

    /**
     * Waits until a copy offers all that its predecessor does, and at least one factory.
     *
     * @return empty if it offers at least one, else why it does not
     */
    Optional<String> awaitFactories(Copy copy, Duration atMost) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (true) {
                Offer offer = offers.get(copy.id());
                long left = deadline - System.nanoTime();
                if (offer == null) {
                    return Optional.of("the copy was uninstalled");
                }
                if (left <= 0 || offer.broken != null || isComplete(offer)) {
                    return complaint(offer, atMost);
                }
                try {
                    arrival.awaitNanos(left);
                } catch (InterruptedException again) {
                    interrupted =
                            true; // Whoever updates a bundle wants it served, not half copied.
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isComplete(Offer offer) {
        Entry entry = entries.get(offer.copy.source().id());
        Offer before = entry == null ? null : entry.serving;
        return !offer.revisions.isEmpty()
                && (before == null
                        || offer.revisions.keySet().containsAll(before.revisions.keySet()));
    }

    private static Optional<String> complaint(Offer offer, Duration waited) {
        if (!offer.revisions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                offer.broken != null
                        ? offer.broken
                        : "none of its components registered a factory within "
                                + waited.toMillis()
                                + " ms; see whether its components are satisfied and whether it"
                                + " imports the engine's session-api");
    }

    /**
     * Lets a copy serve new sessions in place of its predecessor, which is retired.
     *
     * @param modified when the content that was copied had last changed
     * @return {@code false} if a later attempt has been published or the source is not wanted any
     *     more
     */
    boolean publish(Copy copy, long attempt, long modified) {
        lock.lock();
        @Nullable Offer replaced;
        try {
            Entry entry = entries.get(copy.source().id());
            Offer offer = offers.get(copy.id());
            if (closed
                    || entry == null
                    || offer == null
                    || !entry.on
                    || attempt <= entry.published) {
                return false;
            }
            replaced = entry.serving;
            entry.serving = offer;
            entry.published = attempt;
            entry.modified = modified;
            entry.state = "active";
            rebuild();
        } finally {
            lock.unlock();
        }
        // The successor is announced first: nobody meets a retired entry without finding the next.
        publication.announce();
        if (replaced != null) {
            replaced.copy.retire();
        }
        return true;
    }

    /** An attempt to copy a source came to nothing: what served goes on. */
    void failed(Source source, String why) {
        locked(
                () -> {
                    Entry entry = entries.computeIfAbsent(source.id(), id -> new Entry(source));
                    entry.source = source;
                    entry.state = "failed: " + why;
                    return entry;
                });
    }

    /** A source is not wanted any more: no new session gets it. Returns the copy that did serve. */
    Optional<Copy> off(long source, String state) {
        return end(source, state, false);
    }

    /** A source is uninstalled. Returns the copy that did serve. */
    Optional<Copy> gone(long source) {
        return end(source, "uninstalled", true);
    }

    private Optional<Copy> end(long source, String state, boolean forget) {
        lock.lock();
        @Nullable Offer served;
        try {
            Entry entry = forget ? entries.remove(source) : entries.get(source);
            if (entry == null) {
                return Optional.empty();
            }
            served = entry.serving;
            entry.serving = null;
            entry.on = false;
            entry.published = entry.attempts;
            entry.state = state;
            rebuild();
        } finally {
            lock.unlock();
        }
        publication.announce();
        if (served == null) {
            return Optional.empty();
        }
        served.copy.retire();
        return Optional.of(served.copy);
    }

    /** A service of a bundle that runs as it is. */
    void direct(Object service, List<Revision> revisions) {
        locked(
                () -> {
                    direct.put(service, revisions);
                    rebuild();
                    return revisions;
                });
        publication.announce();
    }

    /** A service of a bundle that runs as it is has gone; nothing happens if it was not known. */
    void directGone(Object service) {
        boolean known =
                locked(
                        () -> {
                            boolean removed = direct.remove(service) != null;
                            if (removed) {
                                rebuild();
                            }
                            return removed;
                        });
        if (known) {
            publication.announce();
        }
    }

    /** Publishes that nothing serves. Returns the copies that are installed. */
    List<Copy> close() {
        List<Copy> copies =
                locked(
                        () -> {
                            closed = true;
                            rebuild();
                            return offers.values().stream().map(offer -> offer.copy).toList();
                        });
        publication.announce();
        return copies;
    }

    private void rebuild() {
        List<Revision> all = new ArrayList<>();
        if (!closed) {
            direct.values().forEach(all::addAll);
            for (Entry entry : entries.values()) {
                if (entry.serving != null) {
                    entry.last = List.copyOf(entry.serving.revisions.keySet());
                    all.addAll(entry.serving.revisions.values());
                }
            }
        }
        publication.set(all);
    }

    List<SourceState> sources() {
        return locked(() -> entries.values().stream().map(Ledger::state).toList());
    }

    private static SourceState state(Entry entry) {
        return new SourceState(
                entry.source,
                Optional.ofNullable(entry.serving).map(offer -> offer.copy.source().version()),
                names(entry, Kind.PROXY),
                names(entry, Kind.ROUTER),
                names(entry, Kind.CHAINER),
                entry.state);
    }

    private static Set<String> names(Entry entry, Kind kind) {
        Set<String> names = new TreeSet<>();
        entry.last.stream().filter(one -> one.kind == kind).forEach(one -> names.add(one.name));
        return names;
    }

    List<CopyState> copies() {
        return locked(
                () ->
                        offers.values().stream()
                                .map(offer -> offer.copy)
                                .map(
                                        it ->
                                                new CopyState(
                                                        it.source(),
                                                        it.id(),
                                                        it.uses(),
                                                        it.isRetired()))
                                .toList());
    }

    private interface Step<T extends @Nullable Object> {
        T run();
    }

    private <T extends @Nullable Object> T locked(Step<T> step) {
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }
}
