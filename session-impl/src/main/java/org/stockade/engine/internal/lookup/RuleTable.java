package org.stockade.engine.internal.lookup;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Zone;

/**
 * The rules of a policy: the one that fits a connection most closely wins, core.md section 4.3;
 * their order in the document plays no part. Immutable.
 */
public final class RuleTable {
    /**
     * The rule that won.
     *
     * @param collided ids of the other rules that fit exactly as closely, ascending; worth an error
     *     in the log, since only the smaller id decided
     */
    public record Match(RulePolicy rule, List<Integer> collided) {}

    private final RuleValues values;
    private final List<CompiledRule> rules;
    private final RuleNode tree;

    /** All that some rule wants detected, the closest names first. */
    private final List<String> detectable;

    /**
     * A table of these rules.
     *
     * @param zones all that the rules may name
     * @throws IllegalArgumentException if two rules have the same id, or one names a zone that is
     *     not there: it would never match, and a rule that denies would be open
     */
    public RuleTable(List<RulePolicy> all, List<Zone> zones) {
        check(all, zones);
        values = new RuleValues(all, zones);
        rules =
                all.stream()
                        .sorted(Comparator.comparingInt(RulePolicy::id))
                        .map(rule -> new CompiledRule(rule, values))
                        .toList();
        tree = RuleTreeBuilder.tree(rules);
        detectable =
                all.stream()
                        .flatMap(rule -> rule.detect().stream())
                        .distinct()
                        .sorted(Comparator.comparingInt(RuleTable::closeness).reversed())
                        .toList();
    }

    private static void check(List<RulePolicy> all, List<Zone> zones) {
        Set<String> names = new HashSet<>();
        for (Zone zone : zones) {
            names.add(zone.name());
            if (zone.depth() >= Score.DEEPEST) {
                throw new IllegalArgumentException(
                        "zone \"%s\" has %d zones above it; at most %d can be"
                                .formatted(zone, zone.depth(), Score.DEEPEST - 1));
            }
        }
        Map<Integer, RulePolicy> byId = new HashMap<>();
        for (RulePolicy rule : all) {
            RulePolicy other = byId.putIfAbsent(rule.id(), rule);
            if (other != null) {
                throw new IllegalArgumentException(
                        "%s: rule id %d is already that of the rule at %s; give it another"
                                .formatted(rule.place(), rule.id(), other.place()));
            }
            Stream.concat(rule.fromZones().stream(), rule.toZones().stream())
                    .filter(name -> !names.contains(name))
                    .findFirst()
                    .ifPresent(
                            name -> {
                                throw new IllegalArgumentException(
                                        "%s: rule %d names zone \"%s\", which the policy lacks"
                                                .formatted(rule.place(), rule.id(), name));
                            });
        }
    }

    /**
     * What a match by something detected is worth: a server's name more than a matcher that accepts
     * it, and that more than its protocol.
     */
    static int closeness(String detected) {
        if (detected.indexOf(':') < 0) {
            return 1;
        }
        return detected.startsWith(RulePolicy.DETECT_MATCHER) ? 2 : 3;
    }

    /** All that some rule wants detected, each once. */
    public List<String> detectable() {
        return detectable;
    }

    /**
     * Whether what this connection's client speaks could change which rule is the best: so it is
     * exactly where a rule with {@code detect} would win if all of them held.
     */
    public boolean needsDetection(Connection connection) {
        return !detectable.isEmpty()
                && best(connection.detecting(detectable))
                        .filter(match -> !match.rule().detect().isEmpty())
                        .isPresent();
    }

    /** The rule that fits this connection best; empty where none matches: it is refused. */
    public Optional<Match> best(Connection connection) {
        return search(connection).result();
    }

    /** A look-up that is done. */
    RuleSearch search(Connection connection) {
        RuleSearch search = new RuleSearch(values.facts(connection));
        search.visit(tree);
        return search;
    }

    /**
     * What becomes of every rule for this connection, by id: for people, so nothing is left out.
     */
    public List<RuleFinding> findings(Connection connection) {
        Facts facts = values.facts(connection);
        return rules.stream().map(rule -> rule.finding(facts)).toList();
    }
}
