package org.stockade.policy.internal;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How values of one type are read and described, other than lists, maps, enums and records. */
interface Leaf {
    /** The value, or {@code null} after a problem was reported. */
    @Nullable Object read(Node node, Spot spot, RecordBinder binder);

    /** Its JSON Schema, bounds of {@code spot} included. */
    Map<String, Object> schema(Spot spot);

    /** Reads text. */
    @FunctionalInterface
    interface Parse {
        /**
         * The value.
         *
         * @throws IllegalArgumentException with a message fit for the document's author
         */
        Object parse(Node.Scalar scalar, Spot spot);
    }

    /** A leaf that stands as a single value. */
    record Single(String wanted, Parse parse, Function<Spot, Map<String, Object>> describe)
            implements Leaf {
        @Override
        public @Nullable Object read(Node node, Spot spot, RecordBinder binder) {
            if (!(node instanceof Node.Scalar scalar) || node.isAbsent()) {
                binder.wrongKind(node, spot, wanted);
                return null;
            }
            try {
                return parse.parse(scalar, spot);
            } catch (IllegalArgumentException wrong) {
                binder.problems().add(node.place(), spot.say(String.valueOf(wrong.getMessage())));
                return null;
            }
        }

        @Override
        public Map<String, Object> schema(Spot spot) {
            return describe.apply(spot);
        }
    }
}
