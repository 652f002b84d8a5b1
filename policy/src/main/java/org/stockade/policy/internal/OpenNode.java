package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list or mapping whose end has not been read yet. */
sealed interface OpenNode {
    /** Takes the next item, key or value. */
    void add(Node node, Problems problems);

    /** Whether the next node is a key. */
    boolean wantsKey();

    Node close();

    static OpenNode begin(Place place, boolean mapping) {
        return mapping ? new OpenMapping(place) : new OpenSequence(place);
    }

    final class OpenSequence implements OpenNode {
        private final Place place;
        private final List<Node> items = new ArrayList<>();

        OpenSequence(Place place) {
            this.place = place;
        }

        @Override
        public void add(Node node, Problems problems) {
            items.add(node);
        }

        @Override
        public boolean wantsKey() {
            return false;
        }

        @Override
        public Node close() {
            return new Node.Sequence(place, items);
        }
    }

    final class OpenMapping implements OpenNode {
        private final Place place;
        private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
        private Node.@Nullable Scalar key;

        OpenMapping(Place place) {
            this.place = place;
        }

        @Override
        public void add(Node node, Problems problems) {
            Node.Scalar pending = key;
            if (pending == null) {
                // A key is a scalar: anything else was refused where it began.
                key = (Node.Scalar) node;
                return;
            }
            key = null;
            String text = pending.text();
            if (text.isEmpty()) {
                problems.add(pending.place(), "a key is missing before the colon");
            } else if (pending.plain() && text.equals("<<")) {
                problems.add(
                        pending.place(), "merge keys (<<) are not supported; write the keys out");
            } else if (pending.plain() && CoreSchema.isNoText(text)) {
                problems.add(
                        pending.place(),
                        "key "
                                + Quoted.shortened(text)
                                + " is not a text; write "
                                + Quoted.of(text));
            } else {
                Node.Entry first =
                        entries.putIfAbsent(text, new Node.Entry(pending.place(), text, node));
                if (first != null) {
                    problems.add(
                            pending.place(),
                            "duplicate key "
                                    + Quoted.of(text)
                                    + "; the first is at "
                                    + problems.at(first.place())
                                    + ", remove one");
                }
            }
        }

        @Override
        public boolean wantsKey() {
            return key == null;
        }

        @Override
        public Node close() {
            return new Node.Mapping(place, entries);
        }
    }
}
