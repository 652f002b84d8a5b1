package org.stockade.engine.internal.revision;

import java.util.List;
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

    private List<Offer.Name> names = List.of();

    SourceEntry(Source source) {
        this.source = source;
    }

    /** Another start of it: returns the number of the attempt to copy it. */
    long started(Source as) {
        source = as;
        wanted = true;
        return ++attempts;
    }

    /** Not wanted any more, attempts under way included. Returns what did serve. */
    @Nullable Offer end(String why) {
        Offer served = serving;
        serving = null;
        wanted = false;
        published = attempts;
        state = why;
        return served;
    }

    /** Notes, for people who ask when it does not serve any more, what it offers. */
    void noteNames(Offer offer) {
        names = offer.names();
    }

    SourceState snapshot() {
        return new SourceState(
                source,
                Optional.ofNullable(serving).map(offer -> offer.copy().source().version()),
                names(Kind.PROXY),
                names(Kind.ROUTER),
                names(Kind.CHAINER),
                state);
    }

    private Set<String> names(Kind kind) {
        Set<String> of = new TreeSet<>();
        names.stream().filter(one -> one.kind() == kind).forEach(one -> of.add(one.name()));
        return of;
    }
}
