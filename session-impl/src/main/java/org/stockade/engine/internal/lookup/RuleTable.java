package org.stockade.engine.internal.lookup;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private final HostMatching matching;

    /** Stand for every name and every kind that a rule may want detected. */
    private static final String ANY_NAME = "*:*";

    private static final String ANY_KIND = "*";
    private static final List<String> ANYTHING = List.of(ANY_NAME, ANY_KIND);

    /** As if everything were detected; {@code null}: no rule asks for anything. */
    private final @Nullable RuleTable assumed;

    /**
     * A table of these rules.
     *
     * @param zones all that the rules may name
     * @throws IllegalArgumentException if two rules have the same id, or one names a zone that is
     *     not there: it would never match, and a rule that denies would be open
     */
    public RuleTable(List<RulePolicy> all, List<Zone> zones) {
        this(all, zones, HostMatching.NONE);
    }

    /**
     * Likewise.
     *
     * @param matching asks the matchers that rules name for the host of a connection
     */
    public RuleTable(List<RulePolicy> all, List<Zone> zones, HostMatching matching) {
        this(all, zones, matching, true);
    }

    private RuleTable(
            List<RulePolicy> all, List<Zone> zones, HostMatching matching, boolean assume) {
        check(all, zones);
        this.matching = matching;
        values = new RuleValues(all, zones);
        rules =
                all.stream()
                        .sorted(Comparator.comparingInt(RulePolicy::id))
                        .map(rule -> new CompiledRule(rule, values))
                        .toList();
        tree = RuleTreeBuilder.tree(rules);
        boolean detects = all.stream().anyMatch(rule -> !rule.detect().isEmpty());
        assumed = assume && detects ? assumed(all, zones, matching) : null;
    }

    /** The same rules, where whatever a rule wants detected is. */
    private static RuleTable assumed(
            List<RulePolicy> all, List<Zone> zones, HostMatching matching) {
        return new RuleTable(
                all.stream()
                        .map(
                                rule ->
                                        rule.detect().isEmpty()
                                                ? rule
                                                : rule.detecting(
                                                        List.of(
                                                                rule.detect().stream()
                                                                                .anyMatch(
                                                                                        name ->
                                                                                                closeness(
                                                                                                                name)
                                                                                                        > 1)
                                                                        ? ANY_NAME
                                                                        : ANY_KIND)))
                        .toList(),
                zones,
                matching,
                false);
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

    /** What a match of the host is worth: its name more than a matcher. */
    static int closenessOfHost(String host) {
        return host.startsWith(RulePolicy.HOST_MATCHER) ? 1 : 2;
    }

    /**
     * The rule with {@code detect} that would win if all of them held; empty: there is none, and
     * nothing needs to be detected. It costs a look-up, however many names the rules ask for.
     */
    public Optional<RulePolicy> awaited(Connection connection) {
        return assumed == null
                ? Optional.empty()
                : assumed.best(connection.detecting(ANYTHING))
                        .map(Match::rule)
                        .filter(rule -> !rule.detect().isEmpty());
    }

    /** The rule that fits this connection best; empty where none matches: it is refused. */
    public Optional<Match> best(Connection connection) {
        return search(connection).result();
    }

    /** A look-up that is done. */
    RuleSearch search(Connection connection) {
        RuleSearch search = new RuleSearch(values.facts(connection, matching));
        search.visit(tree);
        return search;
    }

    /**
     * What becomes of every rule for this connection, by id: for people, so nothing is left out.
     */
    public List<RuleFinding> findings(Connection connection) {
        Facts facts = values.facts(connection, matching);
        return rules.stream().map(rule -> rule.finding(facts)).toList();
    }
}
