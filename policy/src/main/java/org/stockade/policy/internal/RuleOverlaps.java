package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.stockade.endpoint.PortRange;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;

/**
 * Finds rules that can fit a connection equally well, and rules that never decide because of such a
 * one (spec/core.md section 4.3).
 *
 * <p>Two rules can tie where they name the same value, or overlapping ranges of ports, in every
 * group of conditions that either has. A rule is looked at by each choice of one value a group, so
 * that rules meet those alone that share one; of rules that multiply beyond bounds some ties are
 * not seen.
 */
final class RuleOverlaps {
    /** Choices of one rule that are looked at. */
    private static final int MOST_CHOICES = 64;

    /** Rules of one choice that another is compared with. */
    private static final int MOST_COMPARED = 16;

    private static final List<Function<RulePolicy, List<?>>> SETS =
            List.of(
                    RulePolicy::fromInterfaces,
                    RulePolicy::fromInterfaceGroups,
                    RulePolicy::protocols,
                    RulePolicy::fromSubnets,
                    RulePolicy::fromZones,
                    RulePolicy::toHosts,
                    RulePolicy::toSubnets,
                    RulePolicy::toInterfaces,
                    RulePolicy::toInterfaceGroups,
                    RulePolicy::toZones,
                    RulePolicy::detect,
                    RulePolicy::users,
                    RulePolicy::groups);

    private final Problems warnings;
    private final Map<List<Object>, List<RulePolicy>> byChoice = new HashMap<>();

    /** One value of a condition. */
    private record Term(int condition, Object value) {}

    /** Some range of ports; which one is compared apart. */
    private enum Range {
        PORTS
    }

    RuleOverlaps(Problems warnings) {
        this.warnings = warnings;
    }

    /** Warns of them, the rules being sorted by id. */
    void warn(List<RulePolicy> rules) {
        for (RulePolicy rule : rules) {
            if (warnings.isFull()) {
                return;
            }
            meet(rule);
        }
    }

    private void meet(RulePolicy rule) {
        Set<Integer> seen = new HashSet<>();
        for (List<Object> choice : choices(rule)) {
            List<RulePolicy> others = byChoice.computeIfAbsent(choice, key -> new ArrayList<>(1));
            int compared = 0;
            for (RulePolicy earlier : others) {
                if (compared++ < MOST_COMPARED
                        && seen.add(earlier.id())
                        && canTie(earlier, rule, choice)) {
                    tell(earlier, rule);
                }
            }
            others.add(rule);
        }
    }

    private void tell(RulePolicy earlier, RulePolicy rule) {
        String first = "rule " + earlier.id() + " at " + earlier.place();
        String told;
        if (RuleWarnings.conditions(earlier).equals(RuleWarnings.conditions(rule))) {
            told =
                    " has the same conditions as "
                            + first
                            + "; the smaller id decides, remove this one";
        } else if (covers(earlier, rule)) {
            told =
                    " never decides: "
                            + first
                            + " matches whatever it matches, no less closely, and has the smaller"
                            + " id; remove it, or give it a further condition";
        } else {
            told =
                    " can fit as closely as "
                            + first
                            + ", and then the smaller id decides; give one of them a further"
                            + " condition if that is not meant";
        }
        warnings.addPlaced(rule.place() + ": rule " + rule.id() + told, Place.START);
    }

    // Ties

    private static boolean canTie(RulePolicy one, RulePolicy other, List<Object> choice) {
        return meets(one.listeners(), other.listeners())
                && (one.times().isEmpty()
                        || other.times().isEmpty()
                        || one.times().stream()
                                .anyMatch(time -> other.times().stream().anyMatch(time::overlaps)))
                && (!choice.contains(term(FROM_PORT, Range.PORTS))
                        || rangesMeet(one.fromPorts(), other.fromPorts()))
                && (!choice.contains(term(TO_PORT, Range.PORTS))
                        || rangesMeet(one.toPorts(), other.toPorts()));
    }

    private static boolean meets(List<String> one, List<String> other) {
        return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains);
    }

    private static boolean rangesMeet(List<PortRange> one, List<PortRange> other) {
        for (PortRange range : one) {
            for (PortRange theirs : other) {
                if (!range.isSingle()
                        && !theirs.isSingle()
                        && range.low() <= theirs.high()
                        && theirs.low() <= range.high()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether {@code wide} matches whatever {@code rule} does, and no less closely. */
    private static boolean covers(RulePolicy wide, RulePolicy rule) {
        return (wide.listeners().isEmpty() || holdsAll(wide.listeners(), rule.listeners()))
                && (wide.times().isEmpty() || holdsAll(wide.times(), rule.times()))
                && Set.copyOf(wide.fromPorts()).equals(Set.copyOf(rule.fromPorts()))
                && Set.copyOf(wide.toPorts()).equals(Set.copyOf(rule.toPorts()))
                && SETS.stream().allMatch(set -> holdsAll(set.apply(wide), set.apply(rule)));
    }

    /** Whether there are some where the other has some, and all of these. */
    private static boolean holdsAll(List<?> wide, List<?> some) {
        return wide.isEmpty() == some.isEmpty() && Set.copyOf(wide).containsAll(some);
    }

    // Choices of one value a group

    private static final int FROM_PORT = -1;
    private static final int TO_PORT = -2;

    private static Term term(int condition, Object value) {
        return new Term(condition, value);
    }

    private static List<List<Object>> choices(RulePolicy rule) {
        List<List<Object>> choices = new ArrayList<>(1);
        choices.add(new ArrayList<>(4));
        choices = times(choices, terms(rule, 0, 1));
        choices = times(choices, terms(rule, 2));
        choices = times(choices, ports(FROM_PORT, rule.fromPorts()));
        choices = times(choices, ports(TO_PORT, rule.toPorts()));
        choices = times(choices, terms(rule, 3, 4));
        choices = times(choices, terms(rule, 5, 6, 7, 8, 9));
        choices = times(choices, terms(rule, 10));
        choices = times(choices, terms(rule, 11));
        return times(choices, terms(rule, 12));
    }

    private static Set<Term> terms(RulePolicy rule, int... conditions) {
        Set<Term> terms = Set.of();
        for (int condition : conditions) {
            List<?> values = SETS.get(condition).apply(rule);
            if (values.isEmpty()) {
                continue;
            }
            if (terms.isEmpty()) {
                terms = new LinkedHashSet<>();
            }
            for (Object value : values) {
                terms.add(
                        new Term(
                                condition,
                                value instanceof Subnet subnet
                                        ? new Subnet(subnet.network(), subnet.prefix())
                                        : value));
            }
        }
        return terms;
    }

    private static Set<Term> ports(int condition, List<PortRange> ports) {
        if (ports.isEmpty()) {
            return Set.of();
        }
        Set<Term> terms = new LinkedHashSet<>();
        ports.forEach(port -> terms.add(new Term(condition, port.isSingle() ? port : Range.PORTS)));
        return terms;
    }

    private static List<List<Object>> times(List<List<Object>> choices, Set<Term> terms) {
        if (terms.isEmpty()) {
            return choices;
        }
        if (terms.size() == 1) {
            Term only = terms.iterator().next();
            choices.forEach(choice -> choice.add(only));
            return choices;
        }
        List<List<Object>> longer = new ArrayList<>();
        for (List<Object> choice : choices) {
            for (Term term : terms) {
                if (longer.size() == MOST_CHOICES) {
                    return longer;
                }
                List<Object> next = new ArrayList<>(choice.size() + 1);
                next.addAll(choice);
                next.add(term);
                longer.add(next);
            }
        }
        return longer;
    }
}
