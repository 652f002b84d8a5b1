package org.stockade.policy.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key of the grammar whose area is not built: never ignored, always an error. */
record Unsupported() {
    /** Refuses every value. */
    static final Leaf LEAF =
            new Leaf() {
                @Override
                public @Nullable Object read(Node node, Spot spot, RecordBinder binder) {
                    binder.problems()
                            .add(
                                    node.place(),
                                    spot.say(
                                            "this version does not support "
                                                    + Quoted.of(spot.key())
                                                    + " yet; remove the key"));
                    return null;
                }

                @Override
                public Map<String, Object> schema(Spot spot) {
                    return Leaves.schema("not", Map.of());
                }
            };
}
