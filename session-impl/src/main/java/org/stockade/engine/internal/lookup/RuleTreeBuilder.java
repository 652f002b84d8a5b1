package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the tree of some rules. */
final class RuleTreeBuilder {
    /** So few rules are compared one by one. */
    private static final int FEW = 4;

    /** Groups whose values are looked up; times are only compared. */
    private static final Set<Group> LOOKED_UP = EnumSet.complementOf(EnumSet.of(Group.TIME));

    /**
     * How many more places of a rule the tree may have. Rules with many values in several groups
     * multiply; the bound keeps the tree in proportion to the policy, at the price of longer
     * leaves.
     */
    private long places;

    private RuleTreeBuilder(List<CompiledRule> rules) {
        for (CompiledRule rule : rules) {
            for (Group group : LOOKED_UP) {
                places += 4 + 4L * rule.named(group).length;
            }
        }
    }

    static RuleNode tree(List<CompiledRule> rules) {
        return new RuleTreeBuilder(rules).build(rules, EnumSet.copyOf(LOOKED_UP));
    }

    private RuleNode build(List<CompiledRule> rules, Set<Group> groups) {
        if (rules.size() <= FEW) {
            return RuleNode.Leaf.of(rules);
        }
        Optional<Split> best =
                groups.stream()
                        .map(group -> Split.of(rules, group))
                        .filter(split -> split.worst() < rules.size())
                        .filter(split -> split.places() <= places)
                        .min(Comparator.comparingInt(Split::worst));
        if (best.isEmpty()) {
            return RuleNode.Leaf.of(rules);
        }
        Split split = best.get();
        places -= split.places();
        Set<Group> rest = EnumSet.copyOf(groups);
        rest.remove(split.group());
        Map<Integer, RuleNode> byValue = new HashMap<>();
        split.byValue().forEach((value, those) -> byValue.put(value, build(those, rest)));
        return RuleNode.Branch.of(split.group(), new NodeMap(byValue), build(split.others(), rest));
    }

    /** Rules taken apart by one group. */
    private record Split(
            Group group, Map<Integer, List<CompiledRule>> byValue, List<CompiledRule> others) {
        static Split of(List<CompiledRule> rules, Group group) {
            Map<Integer, List<CompiledRule>> byValue = new HashMap<>();
            List<CompiledRule> others = new ArrayList<>();
            for (CompiledRule rule : rules) {
                int[] values = rule.named(group);
                if (values.length == 0) {
                    others.add(rule);
                }
                for (int value : values) {
                    byValue.computeIfAbsent(value, key -> new ArrayList<>()).add(rule);
                }
            }
            return new Split(group, byValue, others);
        }

        /** How many rules are left in the worst case where one value fits. */
        int worst() {
            return others.size() + byValue.values().stream().mapToInt(List::size).max().orElse(0);
        }

        long places() {
            return others.size() + byValue.values().stream().mapToLong(List::size).sum();
        }
    }
}
