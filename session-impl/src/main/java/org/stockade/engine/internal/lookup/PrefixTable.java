package org.stockade.engine.internal.lookup;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Values by prefix; the longest one that an address begins with is found.
 *
 * <p>One hash table over all prefixes, asked once for each prefix length in use, longest first: how
 * many prefixes there are does not matter. Immutable.
 */
final class PrefixTable<V> {
    private final Map<Prefix, V> values;
    private final int[] lengths4;
    private final int[] lengths6;

    PrefixTable(Map<Prefix, V> values) {
        this.values = Map.copyOf(values);
        this.lengths4 = lengthsIn(values.keySet(), true);
        this.lengths6 = lengthsIn(values.keySet(), false);
    }

    /** The prefix lengths that occur for one address family, longest first. */
    static int[] lengthsIn(Collection<Prefix> prefixes, boolean ipv4) {
        return prefixes.stream()
                .filter(prefix -> prefix.ipv4() == ipv4)
                .mapToInt(prefix -> -prefix.length())
                .distinct()
                .sorted()
                .map(negated -> -negated)
                .toArray();
    }

    /** The longest prefix of the address and its value. */
    Optional<Found<V>> find(Prefix address) {
        for (int length : address.ipv4() ? lengths4 : lengths6) {
            V value = values.get(address.cut(length));
            if (value != null) {
                return Optional.of(new Found<>(length, value));
            }
        }
        return Optional.empty();
    }

    /** A value and the length of its prefix. */
    record Found<V>(int length, V value) {}
}
