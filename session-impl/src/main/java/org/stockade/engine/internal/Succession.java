package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.revision.Offered;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.policy.CanaryPolicy;
import org.stockade.policy.Policy;

/** One attempt to make what takes new sessions next; what stays as it is is taken over. */
final class Succession {
    /** Of no effect: what is tried although no policy wants it is decided of at once. */
    private static final CanaryPolicy UNWANTED =
            new CanaryPolicy(1, Duration.ZERO, 1, Duration.ZERO);

    private final Generations generations;
    private final @Nullable Served before;
    private final Policy policy;
    private final Offered offered;
    private final List<Generation> ready;
    private final List<Generation> fresh = new ArrayList<>();

    /**
     * An attempt on what is in force and on offer now.
     *
     * @param ready generations of the policy that were compiled already, for this alone
     */
    Succession(
            Generations generations,
            @Nullable Served before,
            Policy policy,
            Offered offered,
            List<Generation> ready) {
        this.generations = generations;
        this.before = before;
        this.policy = policy;
        this.offered = offered;
        this.ready = ready;
    }

    /** What follows; empty: what is on offer has changed meanwhile, try again with that. */
    Optional<Served> make() {
        Generation stable = of(offered.stable());
        if (stable == null) {
            return Optional.empty();
        }
        if (offered.candidate().isEmpty()) {
            return Optional.of(new Served(stable, null));
        }
        Generation candidate = of(offered.candidate().get());
        if (candidate == null) {
            return Optional.empty();
        }
        Canary runs = before == null ? null : before.canary();
        if (runs != null && runs.stable() == stable && runs.candidate() == candidate) {
            return Optional.of(new Served(stable, runs));
        }
        Canary begun =
                new Canary(stable, candidate, policy.generations().canary().orElse(UNWANTED));
        Canary same = runs != null && runs.isOf(candidate.snapshot()) ? runs : begun;
        return isDecided(begun, same) ? Optional.empty() : Optional.of(new Served(stable, begun));
    }

    /**
     * Whether there is nothing to try: then what is on offer has changed.
     *
     * @param same what has been tried of it so far
     */
    private boolean isDecided(Canary begun, Canary same) {
        Optional<String> shortcoming = begun.shortcoming();
        if (shortcoming.isPresent()) {
            generations.end(same, false, shortcoming.get());
            return true;
        }
        if (begun.policy() == UNWANTED) {
            generations.end(same, true, "a policy without a canary was loaded");
            return true;
        }
        if (begun.isOfNoAccount()) {
            generations.end(same, true, "no service of the policy uses it");
            return true;
        }
        return false;
    }

    /** One that is there, or a new one; {@code null}: what it would be made of is retired. */
    private @Nullable Generation of(Snapshot snapshot) {
        Optional<Generation> there =
                Stream.concat(
                                before == null ? Stream.empty() : before.generations().stream(),
                                ready.stream())
                        .filter(each -> each.policy() == policy && each.snapshot() == snapshot)
                        .findFirst();
        if (there.isPresent()) {
            if (ready.contains(there.get())) {
                fresh.add(there.get());
            }
            return there.get();
        }
        if (!snapshot.retain()) {
            return null;
        }
        Generation compiled = generations.compile(policy, snapshot);
        fresh.add(compiled);
        return compiled;
    }

    /** Those of what was made that were not in force before. */
    List<Generation> fresh() {
        return fresh;
    }

    /** Lets go of what was compiled in vain. */
    void discardUnused(boolean adopted) {
        Stream.concat(ready.stream(), fresh.stream())
                .distinct()
                .filter(each -> !adopted || !fresh.contains(each))
                .forEach(Generation::discard);
    }
}
