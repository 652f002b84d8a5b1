package org.stockade.policy.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of the document that somebody else checks. */
record Raw(Node node) {
    /** Takes a mapping as it is. */
    static final Leaf LEAF =
            new Leaf() {
                @Override
                public @Nullable Object read(Node node, Spot spot, RecordBinder binder) {
                    if (!(node instanceof Node.Mapping)) {
                        binder.wrongKind(node, spot, "a mapping of keys and values");
                        return null;
                    }
                    return new Raw(node);
                }

                @Override
                public Map<String, Object> schema(Spot spot) {
                    return Leaves.schema("type", "object");
                }
            };
}
