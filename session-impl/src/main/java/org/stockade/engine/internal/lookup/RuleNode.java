package org.stockade.engine.internal.lookup;

import java.util.Comparator;
import java.util.List;

/**
 * A node of the tree that narrows down which rules can match a connection at all: a group to look
 * at, the rules by each value of it, and those that do not care.
 *
 * <p>It decides nothing: every rule met is compared with the connection. A rule with several values
 * is met by each of them.
 */
sealed interface RuleNode {
    /** No rule below here can have a higher packed score. */
    long highest();

    /** Rules that are compared one by one, those that can score most first. */
    record Leaf(CompiledRule[] rules, long highest) implements RuleNode {
        static Leaf of(List<CompiledRule> rules) {
            CompiledRule[] sorted =
                    rules.stream()
                            .sorted(Comparator.comparingLong(CompiledRule::highest).reversed())
                            .toArray(CompiledRule[]::new);
            return new Leaf(sorted, sorted.length == 0 ? -1 : sorted[0].highest());
        }
    }

    /** Rules by the values of one group; {@code others} make no condition there. */
    record Branch(Condition[] conditions, NodeMap byValue, RuleNode others, long highest)
            implements RuleNode {
        static Branch of(Group group, NodeMap byValue, RuleNode others) {
            return new Branch(
                    Condition.of(group).toArray(Condition[]::new),
                    byValue,
                    others,
                    Math.max(byValue.highest(), others.highest()));
        }
    }
}
