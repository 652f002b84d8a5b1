package org.stockade.policy.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A router or chainer: a name, or a mapping whose one key is the name and whose value its settings.
 *
 * @param with its settings; nothing where the name stands alone
 */
record Choice(String name, Node with) {
    /** Reads choices. */
    static final Leaf LEAF =
            new Leaf() {
                @Override
                public @Nullable Object read(Node node, Spot spot, RecordBinder binder) {
                    if (node instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
                        Node.Entry entry = mapping.entries().values().iterator().next();
                        Node.Scalar key = new Node.Scalar(entry.place(), entry.key(), false);
                        return Name.LEAF.read(key, spot, binder) instanceof Name name
                                ? new Choice(
                                        name.text(),
                                        entry.value().isAbsent()
                                                ? nothing(entry.place())
                                                : entry.value())
                                : null;
                    }
                    if (node instanceof Node.Scalar && !node.isAbsent()) {
                        return Name.LEAF.read(node, spot, binder) instanceof Name name
                                ? new Choice(name.text(), nothing(node.place()))
                                : null;
                    }
                    String wanted = "a name, or a mapping of one name to its settings";
                    if (node instanceof Node.Mapping mapping) {
                        binder.problems()
                                .add(
                                        node.place(),
                                        spot.say(
                                                spot.key()
                                                        + " has "
                                                        + mapping.entries().size()
                                                        + " names; use "
                                                        + wanted));
                    } else {
                        binder.wrongKind(node, spot, wanted);
                    }
                    return null;
                }

                @Override
                public Map<String, Object> schema(Spot spot) {
                    return Leaves.schema(
                            "anyOf",
                            List.of(
                                    Name.LEAF.schema(spot),
                                    Leaves.schema(
                                            "type",
                                            "object",
                                            "minProperties",
                                            1,
                                            "maxProperties",
                                            1)));
                }
            };

    /** A value left out. */
    static Node nothing(Place place) {
        return new Node.Scalar(place, "", true);
    }
}
