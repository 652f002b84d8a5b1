package org.stockade.engine.internal.lookup;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;
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

    private final List<CompiledRule> rules;
    private final RuleNode tree;
    private final Map<Group, Key.Lengths> lengths = new EnumMap<>(Group.class);

    /**
     * A table of these rules.
     *
     * @param zones all that the rules may name
     * @throws IllegalArgumentException if two rules have the same id, or one names a zone that is
     *     not there: it would never match, and a rule that denies would be open
     */
    public RuleTable(List<RulePolicy> all, List<Zone> zones) {
        check(all, zones);
        rules =
                all.stream()
                        .sorted(Comparator.comparingInt(RulePolicy::id))
                        .map(CompiledRule::new)
                        .toList();
        tree = new RuleNode.Builder(rules).build(rules);
        for (Group group : Group.values()) {
            Set<Prefix> prefixes = new HashSet<>();
            subnets(all, group).forEach(subnet -> prefixes.add(Prefix.of(subnet)));
            lengths.put(
                    group,
                    new Key.Lengths(
                            boxed(PrefixTable.lengthsIn(prefixes, true)),
                            boxed(PrefixTable.lengthsIn(prefixes, false))));
        }
    }

    private static Stream<Subnet> subnets(List<RulePolicy> all, Group group) {
        return switch (group) {
            case SOURCE_ADDRESS -> all.stream().flatMap(rule -> rule.fromSubnets().stream());
            case DESTINATION_ADDRESS -> all.stream().flatMap(rule -> rule.toSubnets().stream());
            case LISTENER, INBOUND_INTERFACE, PROTOCOL, SOURCE_PORT, DESTINATION_PORT ->
                    Stream.empty();
        };
    }

    private static List<Integer> boxed(int[] lengths) {
        return IntStream.of(lengths).boxed().toList();
    }

    private static void check(List<RulePolicy> all, List<Zone> zones) {
        Set<String> names = new HashSet<>();
        zones.forEach(zone -> names.add(zone.name()));
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

    /** The rule that fits this connection best; empty where none matches: it is refused. */
    public Optional<Match> best(Connection connection) {
        Search search = new Search(connection);
        RuleNode.visit(tree, search::keys, search::compare);
        return search.result();
    }

    /**
     * What becomes of every rule for this connection, by id: for people, so nothing is left out.
     */
    public List<RuleFinding> findings(Connection connection) {
        return rules.stream().map(rule -> rule.finding(connection)).toList();
    }

    /** One look-up: on one thread, then forgotten. */
    private final class Search {
        private final Connection connection;
        private final Map<Group, List<Key>> keys = new EnumMap<>(Group.class);
        private final TreeSet<Integer> collided = new TreeSet<>();
        private @Nullable RulePolicy best;
        private @Nullable Score bestScore;

        Search(Connection connection) {
            this.connection = connection;
        }

        List<Key> keys(Group group) {
            return keys.computeIfAbsent(
                    group,
                    wanted ->
                            Key.of(
                                    connection,
                                    wanted,
                                    lengths.getOrDefault(wanted, Key.Lengths.NONE)));
        }

        /** May be called again for the same rule. */
        void compare(CompiledRule rule) {
            rule.finding(connection).score().ifPresent(score -> compare(rule.rule(), score));
        }

        private void compare(RulePolicy rule, Score score) {
            int order = bestScore == null ? 1 : score.compareTo(bestScore);
            if (order > 0) {
                collided.clear();
                best = rule;
                bestScore = score;
            } else if (order == 0 && best != null && rule.id() != best.id()) {
                collided.add(Math.max(rule.id(), best.id()));
                best = rule.id() < best.id() ? rule : best;
            }
        }

        Optional<Match> result() {
            return Optional.ofNullable(best).map(rule -> new Match(rule, List.copyOf(collided)));
        }
    }
}
