package org.stockade.policy.internal;

import java.time.Duration;
import org.stockade.policy.ServicePolicy;

/** A time limit that may also be {@code none}. */
record Limit(Duration duration) {
    /** Reads such limits. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a time such as 30s, or none",
                    (scalar, spot) ->
                            new Limit(
                                    scalar.text().equals("none")
                                            ? ServicePolicy.NO_LIMIT
                                            : Leaves.duration(scalar, spot)),
                    spot ->
                            Leaves.schema(
                                    "type",
                                    "string",
                                    "pattern",
                                    "^(none|" + Leaves.DURATION + ")$"));
}
