package org.stockade.engine.internal.lookup;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stockade.engine.internal.lookup.RuleTable.Match;

/** One look-up: on one thread, then forgotten. */
final class RuleSearch {
    private final Facts facts;
    private @Nullable CompiledRule best;
    private long bestFit = -1;
    private @Nullable TreeSet<Integer> collided;
    private int compared;

    RuleSearch(Facts facts) {
        this.facts = facts;
    }

    /** Compares what is below this node, where that can still score as much as the best. */
    void visit(RuleNode node) {
        if (node.highest() < bestFit) {
            return;
        }
        switch (node) {
            case RuleNode.Leaf leaf -> compare(leaf.rules());
            case RuleNode.Branch branch -> {
                for (Condition condition : branch.conditions()) {
                    for (int value = facts.closest(condition);
                            value != RuleValues.NONE;
                            value = facts.wider(value)) {
                        visit(branch, value);
                    }
                    for (int value : facts.further(condition)) {
                        visit(branch, value);
                    }
                }
                visit(branch.others());
            }
        }
    }

    private void visit(RuleNode.Branch branch, int value) {
        RuleNode below = branch.byValue().get(value);
        if (below != null) {
            visit(below);
        }
    }

    private void compare(CompiledRule[] rules) {
        for (CompiledRule rule : rules) {
            if (rule.highest() < bestFit) {
                return;
            }
            compared++;
            long fit = rule.fit(facts);
            if (fit > bestFit) {
                best = rule;
                bestFit = fit;
                collided = null;
            } else if (fit == bestFit && fit >= 0) {
                collide(rule);
            }
        }
    }

    /** Perhaps with itself: a rule of several values is met by each of them. */
    private void collide(CompiledRule rule) {
        CompiledRule first = best;
        if (first == null || first.id() == rule.id()) {
            return;
        }
        TreeSet<Integer> others = collided == null ? new TreeSet<>() : collided;
        others.add(Math.max(rule.id(), first.id()));
        best = rule.id() < first.id() ? rule : first;
        collided = others;
    }

    /** How many rules were compared with the connection. */
    int compared() {
        return compared;
    }

    Optional<Match> result() {
        CompiledRule found = best;
        if (found == null) {
            return Optional.empty();
        }
        return collided == null
                ? found.alone()
                : Optional.of(new Match(found.rule(), List.copyOf(collided)));
    }
}
