package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final Map<Long, SourceEntry> entries = new TreeMap<>();
    private final Map<Long, Offer> offers = new TreeMap<>();
    private final Map<Object, List<Revision>> direct = new HashMap<>();
    private boolean tries;
    private boolean closed;

    Ledger(Publication publication) {
        this.publication = publication;
    }

    /**
     * A source has started: from now on it is wanted. Returns the number of this attempt to copy
     * it.
     */
    long started(Source source) {
        return locked(() -> entry(source).started(source));
    }

    private SourceEntry entry(Source source) {
        return entries.computeIfAbsent(source.id(), id -> new SourceEntry(source));
    }

    /** The copy that serves for a source. */
    Optional<Copy> serving(long source) {
        return locked(() -> Optional.ofNullable(entries.get(source)).flatMap(Ledger::copy));
    }

    /**
     * The copy that serves, or is on trial, if it was made of the content that changed last at this
     * time.
     */
    Optional<Copy> serving(long source, long modified) {
        return locked(
                () ->
                        Optional.ofNullable(entries.get(source))
                                .map(entry -> entry.of(modified))
                                .map(Offer::copy));
    }

    /**
     * Why content that changed last at this time was withdrawn after a trial; empty: it was not.
     */
    Optional<String> withdrawn(long source, long modified) {
        return locked(
                () ->
                        Optional.ofNullable(entries.get(source))
                                .flatMap(entry -> entry.withdrawn(modified)));
    }

    private static Optional<Copy> copy(SourceEntry entry) {
        return Optional.ofNullable(entry.serving).map(Offer::copy);
    }

    /** A source has started again, and the copy that serves is of the same content. */
    void unchanged(long source) {
        run(
                () -> {
                    SourceEntry entry = entries.get(source);
                    if (entry != null && entry.serving != null) {
                        entry.state = "active";
                    }
                });
    }

    /** An attempt to copy a source came to nothing: what served goes on. */
    void failed(Source source, String why) {
        run(
                () -> {
                    SourceEntry entry = entry(source);
                    entry.source = source;
                    entry.state = "failed: " + why;
                });
    }

    /** A copy is installed, and is about to be started. */
    void installed(Copy copy) {
        run(() -> offers.put(copy.id(), new Offer(copy)));
    }

    /** A copy is uninstalled; {@code false} if that was known. */
    boolean uninstalled(Copy copy) {
        return locked(() -> Optional.ofNullable(offers.remove(copy.id()))).isPresent();
    }

    Optional<Copy> copy(long bundle) {
        return locked(() -> Optional.ofNullable(offers.get(bundle)).map(Offer::copy));
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
                            offer.add(revisions);
                            arrival.signalAll();
                            return rebuildIfServing(offer);
                        });
        if (serves) {
            publication.announce();
        }
    }

    private boolean rebuildIfServing(Offer offer) {
        SourceEntry entry = entries.get(offer.copy().source().id());
        if (entry == null || (entry.serving != offer && entry.candidate != offer)) {
            return false;
        }
        rebuild();
        return true;
    }

    /** A factory of a copy cannot be had; nobody needs to wait for it. */
    void broken(Copy copy, String why) {
        run(
                () -> {
                    Offer offer = offers.get(copy.id());
                    if (offer != null) {
                        offer.fail(why);
                        arrival.signalAll();
                    }
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
                if (offer == null) {
                    return Optional.of("its copy was uninstalled");
                }
                SourceEntry entry = entries.get(copy.source().id());
                long left = deadline - System.nanoTime();
                if (left <= 0 || offer.isSettled(entry == null ? null : entry.serving)) {
                    return offer.complaint(atMost);
                }
                try {
                    long unused = arrival.awaitNanos(left);
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

    /**
     * Lets a copy serve new sessions in place of its predecessor, which is retired; or puts it on
     * trial beside that, see {@link #tries}.
     *
     * @param modified when the content that was copied had last changed
     * @return {@code false} if a later attempt has been published or the source is not wanted any
     *     more
     */
    boolean publish(Copy copy, long attempt, long modified) {
        List<Offer> replaced;
        lock.lock();
        try {
            SourceEntry entry = entries.get(copy.source().id());
            Offer offer = offers.get(copy.id());
            if (closed || entry == null || offer == null) {
                return false;
            }
            if (!entry.wanted || attempt <= entry.published) {
                return false;
            }
            replaced = entry.take(offer, attempt, modified, tries);
            rebuild();
        } finally {
            lock.unlock();
        }
        // The successor is announced first: nobody meets a retired entry without finding the next.
        publication.announce();
        retire(replaced);
        return true;
    }

    private static void retire(List<Offer> offers) {
        offers.forEach(offer -> offer.copy().retire());
    }

    /** Whether new versions are put on trial from now on; a trial that runs goes on. */
    void tries(boolean yes) {
        run(() -> tries = yes);
    }

    /**
     * Ends the trial of a candidate.
     *
     * @param step what becomes of each source that has something on trial; returns what takes no
     *     new sessions then
     * @return these; empty: that candidate is not on trial any more, and nothing was done
     */
    List<Copy> endTrial(Snapshot candidate, Function<SourceEntry, List<Offer>> step) {
        List<Offer> replaced = new ArrayList<>();
        lock.lock();
        try {
            if (publication.offered().candidate().filter(candidate::equals).isEmpty()) {
                return List.of();
            }
            entries.values().stream()
                    .filter(entry -> entry.candidate != null)
                    .forEach(entry -> replaced.addAll(step.apply(entry)));
            rebuild();
        } finally {
            lock.unlock();
        }
        publication.announce();
        retire(replaced);
        return replaced.stream().map(Offer::copy).toList();
    }

    /** What is on trial of one source serves at once. Returns the copy that it replaces. */
    Optional<Copy> endTrialOf(Source source) {
        return publication.offered().candidate().stream()
                .flatMap(
                        candidate ->
                                endTrial(
                                        candidate,
                                        entry ->
                                                entry.source.id() == source.id()
                                                        ? entry.promote()
                                                        : List.of())
                                        .stream())
                .findFirst();
    }

    /** A source is not wanted any more: no new session gets it. Returns the copy that did serve. */
    Optional<Copy> off(long source, String why) {
        return end(source, why, false);
    }

    /** A source is uninstalled. Returns the copy that did serve. */
    Optional<Copy> gone(long source) {
        return end(source, "uninstalled", true);
    }

    private Optional<Copy> end(long source, String why, boolean forget) {
        List<Offer> served;
        lock.lock();
        try {
            SourceEntry entry = forget ? entries.remove(source) : entries.get(source);
            if (entry == null) {
                return Optional.empty();
            }
            served = entry.end(why);
            rebuild();
        } finally {
            lock.unlock();
        }
        publication.announce();
        retire(served);
        return served.stream().findFirst().map(Offer::copy);
    }

    /** A service of a bundle that runs as it is. */
    void direct(Object service, List<Revision> revisions) {
        run(
                () -> {
                    direct.put(service, revisions);
                    rebuild();
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
                            return offers.values().stream().map(Offer::copy).toList();
                        });
        publication.announce();
        return copies;
    }

    private void rebuild() {
        List<Revision> stable = new ArrayList<>();
        List<Revision> tried = new ArrayList<>();
        boolean trial = false;
        if (!closed) {
            direct.values().forEach(stable::addAll);
            tried.addAll(stable);
            for (SourceEntry entry : entries.values()) {
                Offer serving = entry.serving;
                if (serving != null) {
                    entry.noteNames(serving);
                    stable.addAll(serving.revisions());
                    Offer candidate = entry.candidate;
                    trial |= candidate != null;
                    tried.addAll((candidate == null ? serving : candidate).revisions());
                }
            }
        }
        publication.set(stable, trial ? Optional.of(tried) : Optional.empty());
    }

    List<SourceState> sources() {
        return locked(() -> entries.values().stream().map(SourceEntry::snapshot).toList());
    }

    List<CopyState> copies() {
        return locked(
                () ->
                        offers.values().stream()
                                .map(Offer::copy)
                                .map(
                                        it ->
                                                new CopyState(
                                                        it.source(),
                                                        it.id(),
                                                        it.uses(),
                                                        it.isRetired()))
                                .toList());
    }

    private void run(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
