package org.stockade.policy.internal;

import java.util.List;

/**
 * A bound value and where it stands.
 *
 * @param place of its key in a map, of the value itself elsewhere
 * @param node what it was bound from; nothing where the document leaves it out
 */
record At<T>(T value, Place place, Node node) {
    /** The values alone, each once. */
    static <T> List<T> values(List<At<T>> placed) {
        return switch (placed.size()) {
            case 0 -> List.of();
            case 1 -> List.of(placed.getFirst().value());
            default -> placed.stream().map(At::value).distinct().toList();
        };
    }

    /** Whether the document has this key here, be its value right or wrong. */
    boolean has(String key) {
        return node instanceof Node.Mapping mapping && mapping.entries().containsKey(key);
    }
}
