package org.stockade.engine.internal.lookup;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes by number, in one open hash table at most half full. Immutable. */
final class NodeMap {
    private final int[] numbers;
    private final @Nullable RuleNode[] nodes;
    private final int shift;

    /** Of these numbers, none of them negative. */
    NodeMap(Map<Integer, RuleNode> all) {
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, all.size() - 1));
        numbers = new int[1 << bits];
        nodes = new RuleNode[1 << bits];
        shift = 32 - bits;
        Arrays.fill(numbers, -1);
        all.forEach(this::put);
    }

    private void put(int number, RuleNode node) {
        int at = place(number);
        numbers[at] = number;
        nodes[at] = node;
    }

    /** Where the number is, or would be. */
    private int place(int number) {
        // Fibonacci hashing: neighbours end up far apart.
        int at = number * 0x9e3779b9 >>> shift;
        while (numbers[at] != number && numbers[at] >= 0) {
            at = at + 1 & numbers.length - 1;
        }
        return at;
    }

    @Nullable RuleNode get(int number) {
        return nodes[place(number)];
    }

    /** The highest of all nodes' highest scores. */
    long highest() {
        long highest = -1;
        for (RuleNode node : nodes) {
            highest = node == null ? highest : Math.max(highest, node.highest());
        }
        return highest;
    }
}
