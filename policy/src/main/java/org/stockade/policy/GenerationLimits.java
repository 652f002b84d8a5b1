package org.stockade.policy;

import java.time.Duration;

/**
 * How long sessions may go on after their policy or the code they run was replaced; those of the
 * newest policy count for all generations.
 *
 * @param soft so long after that they are asked to finish; {@link ServicePolicy#NO_LIMIT} where the
 *     policy says {@code none}
 * @param hard so long after that they are ended; likewise
 * @param maxOld of more old generations than this the oldest is asked to finish at once
 */
public record GenerationLimits(Duration soft, Duration hard, int maxOld) {
    /** Where the policy says nothing. */
    public static final GenerationLimits DEFAULT =
            new GenerationLimits(Duration.ofHours(1), Duration.ofHours(24), 50);
}
