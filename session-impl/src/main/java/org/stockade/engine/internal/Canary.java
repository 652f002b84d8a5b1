package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.engine.internal.revision.Source;
import org.stockade.policy.CanaryPolicy;

/**
 * A generation with new versions of proxy bundles in it that gets a share of the new sessions of
 * each service that uses them, beside the one that is to be replaced.
 */
final class Canary {
    private final Generation stable;
    private final Generation candidate;
    private final CanaryPolicy policy;
    private final Map<String, Split> splits = new HashMap<>();
    private final CanaryTally old = new CanaryTally();
    private final CanaryTally tried = new CanaryTally();
    private final long begunAt = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** One that begins now; both generations are of the same policy. */
    Canary(Generation stable, Generation candidate, CanaryPolicy policy) {
        this.stable = stable;
        this.candidate = candidate;
        this.policy = policy;
        for (ServicePlan plan : stable.plans()) {
            String service = plan.policy().name();
            if (!stable.uses(service).equals(candidate.uses(service))) {
                splits.put(service, new Split(policy.share()));
            }
        }
    }

    /** Whether it tries just this. */
    boolean isOf(Snapshot tried) {
        return candidate.snapshot() == tried;
    }

    Generation stable() {
        return stable;
    }

    Generation candidate() {
        return candidate;
    }

    CanaryPolicy policy() {
        return policy;
    }

    /** How a service's new sessions are split; {@code null}: they are not. */
    @Nullable Split split(String service) {
        return ended.get() ? null : splits.get(service);
    }

    /** Whether there is nothing to try: no service uses what has changed. */
    boolean isOfNoAccount() {
        return splits.isEmpty();
    }

    /** What the new versions refuse or lack that the old ones do not; empty: nothing. */
    Optional<String> shortcoming() {
        List<String> complaints = new ArrayList<>(candidate.errors());
        complaints.addAll(candidate.warnings());
        complaints.removeAll(stable.errors());
        complaints.removeAll(stable.warnings());
        return complaints.stream().findFirst();
    }

    /** Where sessions of one side are counted. */
    CanaryTally tally(boolean ofCandidate) {
        return ofCandidate ? tried : old;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begunAt);
    }

    /** Whether it has not been decided yet. */
    boolean isRunning() {
        return !ended.get();
    }

    /** No session more is split; {@code true} the first time. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    /**
     * The bundles with proxies that only the new side runs, as {@link Source} writes them. One that
     * was updated to the version it had is none: what is held against it is against both sides.
     */
    Set<String> bundlesTried() {
        Set<String> tried = bundles(candidate);
        tried.removeAll(bundles(stable));
        return tried;
    }

    private static Set<String> bundles(Generation generation) {
        return generation.snapshot().all(Kind.PROXY).values().stream()
                .map(revision -> revision.source().toString())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** What is tried, with its version. */
    List<Source> versions() {
        return candidate.snapshot().sourcesNotIn(stable.snapshot());
    }
}
