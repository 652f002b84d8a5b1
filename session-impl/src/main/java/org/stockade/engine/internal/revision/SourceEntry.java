package org.stockade.engine.internal.revision;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;

/** A source, as far as we have seen its events. Guarded by the ledger's lock. */
final class SourceEntry {
    /** As it was at its last start. */
    Source source;

    /** For people. */
    String state = "starting";

    /** Whether new sessions may have it. */
    boolean wanted;

    /** How many times it was tried to copy it. */
    long attempts;

    /** The attempt that serves; no earlier one may replace it. */
    long published;

    /** When the content that serves had last changed. */
    long modified;

    @Nullable Offer serving;

    /** A newer one that is on trial beside {@link #serving}, which is there then. */
    @Nullable Offer candidate;

    /** When the content that is on trial had last changed. */
    private long candidateModified;

    private @Nullable Withdrawn withdrawn;

    private List<Offer.Name> names = List.of();

    SourceEntry(Source source) {
        this.source = source;
    }

    /** A version that was tried and found worse; {@code modified} is when its content changed. */
    private record Withdrawn(String version, long modified, String why) {}

    /** Another start of it: returns the number of the attempt to copy it. */
    long started(Source as) {
        source = as;
        wanted = true;
        return ++attempts;
    }

    /**
     * A copy serves from now on, or is tried beside what serves.
     *
     * @return what it replaces
     */
    List<Offer> take(Offer offer, long attempt, long changed, boolean tried) {
        published = attempt;
        state = "active";
        if (withdrawn != null && withdrawn.modified() != changed) {
            withdrawn = null;
        }
        if (tried && serving != null) {
            List<Offer> replaced = given(candidate);
            candidate = offer;
            candidateModified = changed;
            return replaced;
        }
        List<Offer> replaced = ended();
        serving = offer;
        modified = changed;
        return replaced;
    }

    /** What is on trial serves. Returns what it replaces. */
    List<Offer> promote() {
        List<Offer> replaced = given(serving);
        serving = candidate;
        modified = candidateModified;
        candidate = null;
        return replaced;
    }

    /** What is on trial is not offered any more, and not brought again until it changes. */
    List<Offer> withdraw(String why) {
        List<Offer> replaced = given(candidate);
        replaced.forEach(
                offer ->
                        withdrawn =
                                new Withdrawn(
                                        offer.copy().source().version(), candidateModified, why));
        candidate = null;
        return replaced;
    }

    /** What serves or is tried, if it is of the content that changed last at this time. */
    @Nullable Offer of(long changed) {
        return modified == changed ? serving : candidateModified == changed ? candidate : null;
    }

    /** Why the content that changed last at this time was withdrawn; empty: it was not. */
    Optional<String> withdrawn(long changed) {
        return Optional.ofNullable(withdrawn)
                .filter(one -> one.modified() == changed)
                .map(Withdrawn::why);
    }

    /** Not wanted any more, attempts under way included. Returns what did serve, it first. */
    List<Offer> end(String why) {
        wanted = false;
        published = attempts;
        state = why;
        return ended();
    }

    private List<Offer> ended() {
        List<Offer> ended = new ArrayList<>(given(serving));
        ended.addAll(given(candidate));
        serving = null;
        candidate = null;
        return ended;
    }

    private static List<Offer> given(@Nullable Offer offer) {
        return offer == null ? List.of() : List.of(offer);
    }

    /** Notes, for people who ask when it does not serve any more, what it offers. */
    void noteNames(Offer offer) {
        names = offer.names();
    }

    SourceState snapshot() {
        return new SourceState(
                source,
                Optional.ofNullable(serving).map(offer -> offer.copy().source().version()),
                byKind(),
                said());
    }

    private String said() {
        Offer tried = candidate;
        if (tried != null) {
            return state + "; canary " + tried.copy().source().version() + ", see generations";
        }
        Withdrawn past = withdrawn;
        if (past == null || serving == null || !state.equals("active")) {
            return state;
        }
        return modified == past.modified()
                ? state + ", though it was withdrawn before: " + past.why()
                : past.version() + " was withdrawn: " + past.why();
    }

    private Map<Kind, Set<String>> byKind() {
        Map<Kind, Set<String>> named = new EnumMap<>(Kind.class);
        names.forEach(
                one -> named.computeIfAbsent(one.kind(), kind -> new TreeSet<>()).add(one.name()));
        return named;
    }
}
