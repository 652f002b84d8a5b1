package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A copy, and the factories of it that have arrived. Guarded by the ledger's lock. */
final class Offer {
    private final Copy copy;
    private final Map<Name, Revision> revisions = new LinkedHashMap<>();
    private @Nullable String broken;

    Offer(Copy copy) {
        this.copy = copy;
    }

    /** What is offered, without the factory, which would keep its code in memory. */
    record Name(Kind kind, String name) {}

    Copy copy() {
        return copy;
    }

    Collection<Revision> revisions() {
        return revisions.values();
    }

    List<Name> names() {
        return List.copyOf(revisions.keySet());
    }

    /** New ones replace those of the same name: a component was built anew. */
    void add(List<Revision> arrived) {
        arrived.forEach(one -> revisions.put(new Name(one.kind(), one.name()), one));
    }

    /** Nothing good is to be expected any more. */
    void fail(String why) {
        broken = why;
    }

    /** Whether there is no use in waiting for more. */
    boolean isSettled(@Nullable Offer predecessor) {
        return broken != null
                || (!revisions.isEmpty()
                        && (predecessor == null
                                || revisions.keySet().containsAll(predecessor.revisions.keySet())));
    }

    /** Why it cannot serve; empty if it can. */
    Optional<String> complaint(Duration waited) {
        if (!revisions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                broken != null
                        ? broken
                        : "none of its components registered a factory within "
                                + waited.toMillis()
                                + " ms; see whether its components are satisfied and whether it"
                                + " imports the engine's session-api");
    }
}
