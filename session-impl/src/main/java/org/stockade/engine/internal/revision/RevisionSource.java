package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What serves new sessions now, and news of it. An OSGi service inside the engine; any thread may
 * call.
 */
public interface RevisionSource {
    /** What serves now. To run its code, {@link Snapshot#retain} it, or use {@link #acquire}. */
    default Snapshot current() {
        return offered().stable();
    }

    /** What serves now, and what is on trial beside it. */
    Offered offered();

    /**
     * Whether a new version of a proxy bundle is put on trial from now on, instead of serving at
     * once; at first it is not. A trial that runs goes on.
     */
    void tries(boolean yes);

    /**
     * Ends a trial: what was on trial serves, what it was to replace is retired.
     *
     * @return {@code false} if this is not what is on trial any more; nothing was done then
     */
    boolean promote(Snapshot candidate);

    /**
     * Ends a trial: what was on trial is retired, and not brought again until its bundle changes.
     *
     * @param why for people
     * @return {@code false} if this is not what is on trial any more; nothing was done then
     */
    boolean withdraw(Snapshot candidate, String why);

    /** What serves now, retained: the caller calls {@link Snapshot#release} once. */
    default Snapshot acquire() {
        Snapshot snapshot = current();
        while (!snapshot.retain()) {
            // Its successor was published before it was retired, so this ends at once.
            Thread.yield();
            snapshot = current();
        }
        return snapshot;
    }

    /**
     * Waits for a proxy whose bundle is just being reinstalled.
     *
     * @return what serves as soon as it has that proxy, else what serves after {@code atMost} or
     *     when the thread is interrupted; not retained
     */
    Snapshot awaitProxy(String name, Duration atMost);

    /**
     * Calls {@code listener} with each later snapshot, one call at a time and newest last; some may
     * be skipped. Code that a new snapshot replaces is retired after the call has returned.
     */
    void onChange(Consumer<Snapshot> listener);

    /** Ends {@link #onChange}. */
    void remove(Consumer<Snapshot> listener);

    /**
     * Applies deployment rules that have just changed to every proxy bundle: what they do not let
     * in serves no new sessions when this returns.
     */
    void deploymentChanged();

    /**
     * Brings in the bundles that offer nothing but authenticators, which are left alone until a
     * policy has any; they serve when this returns, and each later one at once.
     */
    default void awaken() {}

    /** The proxy bundles that are installed and have been started, by bundle id. */
    List<SourceState> sources();

    /** The copies that are installed, oldest first. */
    List<CopyState> copies();

    /** What becomes of the code of copies that have served. */
    UnloadWatch unloadWatch();

    /** Keeps the jars of proxy bundles, to go back to them. */
    SourceKeeping keeping();

    /**
     * A proxy bundle.
     *
     * @param source with the version that is installed
     * @param serving the version that new sessions run; empty if none do
     * @param named names offered, or last offered if none are now, by kind; kinds without are
     *     absent
     * @param state {@code active}, or what is wrong
     */
    record SourceState(
            Source source, Optional<String> serving, Map<Kind, Set<String>> named, String state) {
        public SourceState {
            named = Map.copyOf(named);
        }

        /** Names of one kind. */
        public Set<String> names(Kind kind) {
            return named.getOrDefault(kind, Set.of());
        }

        /** Whether it has never offered anything. */
        public boolean hasNoName() {
            return named.isEmpty();
        }
    }

    /**
     * A copy.
     *
     * @param source with the version that was copied
     * @param id of the copy's bundle
     * @param uses how many generations hold it
     * @param retired whether it takes no new sessions
     */
    record CopyState(Source source, long id, long uses, boolean retired) {}
}
