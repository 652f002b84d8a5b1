package org.stockade.engine.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.revision.Offered;
import org.stockade.policy.Policy;

/**
 * What takes new sessions: swapped as one.
 *
 * @param canary what is tried beside it on a share of them; {@code null}: nothing
 */
record Served(Generation stable, @Nullable Canary canary) {
    Policy policy() {
        return stable.policy();
    }

    /** The one or two generations. */
    List<Generation> generations() {
        Canary runs = canary;
        return runs == null ? List.of(stable) : List.of(stable, runs.candidate());
    }

    /** Whether it is made of what bundles offer now. */
    boolean follows(Offered offered) {
        Canary runs = canary;
        return stable.snapshot() == offered.stable()
                && (runs == null
                        ? offered.candidate().isEmpty()
                        : offered.candidate().filter(runs::isOf).isPresent());
    }
}
