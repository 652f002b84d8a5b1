package org.stockade.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How long sessions may go on after their policy or the code they run was replaced; those of the
 * newest policy count for all generations.
 *
 * @param soft so long after that they are asked to finish; {@link ServicePolicy#NO_LIMIT} where the
 *     policy says {@code none}
 * @param hard so long after that they are ended; likewise
 * @param maxOld of more old generations than this the oldest is asked to finish at once
 * @param canary how a new version of a proxy bundle is tried; empty: it serves all new sessions at
 *     once
 */
public record GenerationLimits(
        Duration soft, Duration hard, int maxOld, Optional<CanaryPolicy> canary) {
    /** Where the policy says nothing. */
    public static final GenerationLimits DEFAULT =
            new GenerationLimits(Duration.ofHours(1), Duration.ofHours(24), 50);

    /** Without a canary. */
    public GenerationLimits(Duration soft, Duration hard, int maxOld) {
        this(soft, hard, maxOld, Optional.empty());
    }
}
