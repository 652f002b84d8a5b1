package org.stockade.policy.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of a YAML document with its place; immutable. Nothing is typed yet: {@code 80} is text.
 */
sealed interface Node {
    /** Where it begins. */
    Place place();

    /** The same value as if all of it stood at one place: a default stands where it applies. */
    Node at(Place other);

    /** What messages call this kind of value. */
    String kind();

    /** Whether it is left out: nothing, {@code ~} or {@code null}, without quotes. */
    default boolean isAbsent() {
        return this instanceof Scalar scalar
                && scalar.plain()
                && scalar.text().length() <= Scalar.LONGEST_ABSENT
                && Scalar.ABSENT.contains(scalar.text());
    }

    /**
     * A single value.
     *
     * @param plain whether it stands without quotes, and so may be a number or {@code true}
     */
    record Scalar(Place place, String text, boolean plain) implements Node {
        private static final Set<String> ABSENT = Set.of("", "~", "null", "Null", "NULL");
        private static final int LONGEST_ABSENT = "null".length();

        @Override
        public Scalar at(Place other) {
            return new Scalar(other, text, plain);
        }

        @Override
        public String kind() {
            return isAbsent() ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public Sequence at(Place other) {
            return new Sequence(other, items.stream().map(item -> item.at(other)).toList());
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * Keys and values, in the order of the document.
     *
     * @param entries not copied: whoever has filled it leaves it alone from now on
     */
    record Mapping(Place place, Map<String, Entry> entries) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(entries);
        }

        static Mapping empty(Place place) {
            return new Mapping(place, Map.of());
        }

        @Override
        public Mapping at(Place other) {
            Map<String, Entry> moved = new LinkedHashMap<>();
            entries.forEach(
                    (key, entry) -> moved.put(key, new Entry(other, key, entry.value().at(other))));
            return new Mapping(other, moved);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A key with its own place, and its value. */
    record Entry(Place place, String key, Node value) {}
}
