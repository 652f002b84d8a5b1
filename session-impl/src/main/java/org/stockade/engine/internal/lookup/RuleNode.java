package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A node of the tree that narrows down which rules can match a connection at all: a group to look
 * at, the rules by each key of it, and those that do not care.
 *
 * <p>It decides nothing: every rule visited is compared with the connection afterwards. A rule with
 * several keys is reached by each of them.
 */
sealed interface RuleNode {
    /** So few rules are compared one by one. */
    int FEW = 8;

    record Leaf(List<CompiledRule> rules) implements RuleNode {}

    record Branch(Group group, Map<Key, RuleNode> byKey, RuleNode others) implements RuleNode {}

    /** Hands over every rule that can match a connection of these keys, perhaps more than once. */
    static void visit(
            RuleNode node, Function<Group, List<Key>> keys, Consumer<CompiledRule> visitor) {
        switch (node) {
            case Leaf(List<CompiledRule> rules) -> rules.forEach(visitor);
            case Branch(Group group, Map<Key, RuleNode> byKey, RuleNode others) -> {
                for (Key key : keys.apply(group)) {
                    RuleNode below = byKey.get(key);
                    if (below != null) {
                        visit(below, keys, visitor);
                    }
                }
                visit(others, keys, visitor);
            }
        }
    }

    /** Makes the tree of some rules. */
    final class Builder {
        /**
         * How many more places of a rule the tree may have. Rules with many keys in several groups
         * multiply; the bound keeps the tree in proportion to the policy, at the price of longer
         * leaves.
         */
        private long places;

        Builder(List<CompiledRule> rules) {
            for (CompiledRule rule : rules) {
                for (Group group : Group.values()) {
                    places += 4 + 4L * Key.of(rule.rule(), group).size();
                }
            }
        }

        RuleNode build(List<CompiledRule> rules) {
            return build(rules, EnumSet.allOf(Group.class));
        }

        private RuleNode build(List<CompiledRule> rules, Set<Group> groups) {
            if (rules.size() <= FEW) {
                return new Leaf(List.copyOf(rules));
            }
            Optional<Split> best =
                    groups.stream()
                            .map(group -> Split.of(rules, group))
                            .filter(split -> split.worst() < rules.size())
                            .filter(split -> split.places() <= places)
                            .min(Comparator.comparingInt(Split::worst));
            if (best.isEmpty()) {
                return new Leaf(List.copyOf(rules));
            }
            Split split = best.get();
            places -= split.places();
            Set<Group> rest = EnumSet.copyOf(groups);
            rest.remove(split.group());
            Map<Key, RuleNode> byKey = new HashMap<>();
            split.byKey().forEach((key, those) -> byKey.put(key, build(those, rest)));
            return new Branch(split.group(), byKey, build(split.others(), rest));
        }
    }

    /** Rules taken apart by one group. */
    record Split(Group group, Map<Key, List<CompiledRule>> byKey, List<CompiledRule> others) {
        static Split of(List<CompiledRule> rules, Group group) {
            Map<Key, List<CompiledRule>> byKey = new HashMap<>();
            List<CompiledRule> others = new ArrayList<>();
            for (CompiledRule rule : rules) {
                Set<Key> keys = Key.of(rule.rule(), group);
                if (keys.isEmpty()) {
                    others.add(rule);
                }
                keys.forEach(key -> byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(rule));
            }
            return new Split(group, byKey, others);
        }

        /** How many rules are left in the worst case where one key fits. */
        int worst() {
            return others.size() + byKey.values().stream().mapToInt(List::size).max().orElse(0);
        }

        long places() {
            return others.size() + byKey.values().stream().mapToLong(List::size).sum();
        }
    }
}
