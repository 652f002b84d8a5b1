package org.stockade.engine.internal.lookup;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Zone;

/** All values that the rules of a policy name, numbered through over all conditions. Immutable. */
final class RuleValues {
    static final int NONE = ConditionIndex.NONE;

    /** One for all: most rules leave most conditions alone, and a look-up touches few lines. */
    static final int[] NOTHING = {};

    private static final int CONDITIONS = Condition.values().length;

    /** One for all: hardly any connection has several values of one condition. */
    private static final int[][] NOTHING_FURTHER = nothingFurther();

    private final Map<Condition, ConditionIndex> indexes = new EnumMap<>(Condition.class);

    /** The conditions that some rule makes; for the others there is nothing to look up. */
    private final Condition[] made;

    private final ConditionIndex[] indexesMade;
    private final int[] first = new int[CONDITIONS];
    private final int[] wider;
    private final int[] weight;

    RuleValues(List<RulePolicy> rules, List<Zone> zones) {
        fill(rules, zones);
        made =
                indexes.keySet().stream()
                        .filter(condition -> index(condition).size() > 0)
                        .toArray(Condition[]::new);
        indexesMade = new ConditionIndex[made.length];
        int size = 0;
        for (int i = 0; i < made.length; i++) {
            indexesMade[i] = index(made[i]);
            first[made[i].ordinal()] = size;
            size += indexesMade[i].size();
        }
        wider = new int[size];
        weight = new int[size];
        for (Condition condition : made) {
            ConditionIndex index = index(condition);
            int from = first[condition.ordinal()];
            for (int number = 0; number < index.size(); number++) {
                wider[from + number] = numbered(from, index.wider(number));
                weight[from + number] = index.weight(number);
            }
        }
    }

    private void fill(List<RulePolicy> rules, List<Zone> zones) {
        indexes.put(
                Condition.LISTENER,
                new NameIndex<>(rules, 1, RulePolicy::listeners, c -> Optional.of(c.listener())));
        indexes.put(
                Condition.FROM_INTERFACE,
                new NameIndex<>(
                        rules,
                        2,
                        RulePolicy::fromInterfaces,
                        c -> c.inbound().map(Interface::name)));
        indexes.put(
                Condition.FROM_INTERFACE_GROUP,
                new NameIndex<>(
                        rules,
                        1,
                        RulePolicy::fromInterfaceGroups,
                        c -> c.inbound().map(Interface::group)));
        indexes.put(
                Condition.PROTOCOL,
                new NameIndex<>(rules, 1, RulePolicy::protocols, c -> Optional.of(c.protocol())));
        indexes.put(
                Condition.FROM_PORT,
                new PortIndex(rules, RulePolicy::fromPorts, c -> c.source().port()));
        indexes.put(
                Condition.TO_PORT,
                new PortIndex(rules, RulePolicy::toPorts, c -> c.destination().port()));
        indexes.put(
                Condition.FROM_SUBNET,
                new SubnetIndex(rules, RulePolicy::fromSubnets, Connection::source));
        indexes.put(
                Condition.FROM_ZONE,
                new ZoneIndex(rules, zones, RulePolicy::fromZones, Connection::sourceZone));
        indexes.put(
                Condition.TO_HOST,
                new MembershipIndex(
                        rules,
                        RulePolicy::toHosts,
                        Connection::destinationHosts,
                        RuleTable::closenessOfHost));
        indexes.put(
                Condition.TO_SUBNET,
                new SubnetIndex(rules, RulePolicy::toSubnets, Connection::destination));
        indexes.put(
                Condition.TO_INTERFACE,
                new NameIndex<>(
                        rules,
                        2,
                        RulePolicy::toInterfaces,
                        c -> c.addressed().map(Interface::name)));
        indexes.put(
                Condition.TO_INTERFACE_GROUP,
                new NameIndex<>(
                        rules,
                        1,
                        RulePolicy::toInterfaceGroups,
                        c -> c.addressed().map(Interface::group)));
        indexes.put(
                Condition.TO_ZONE,
                new ZoneIndex(rules, zones, RulePolicy::toZones, Connection::destinationZone));
        indexes.put(
                Condition.DETECT,
                new MembershipIndex(
                        rules, RulePolicy::detect, Connection::detected, RuleTable::closeness));
        indexes.put(
                Condition.USER,
                new NameIndex<>(rules, 1, RulePolicy::users, c -> c.identity().user()));
        indexes.put(
                Condition.USER_GROUP,
                new MembershipIndex(rules, RulePolicy::groups, c -> c.identity().groups()));
    }

    private static int[][] nothingFurther() {
        int[][] nothing = new int[CONDITIONS][];
        Arrays.fill(nothing, NOTHING);
        return nothing;
    }

    private ConditionIndex index(Condition condition) {
        return Objects.requireNonNull(indexes.get(condition));
    }

    private static int numbered(int first, int number) {
        return number == NONE ? NONE : first + number;
    }

    /** The values that a rule names in one condition, ascending. */
    int[] named(RulePolicy rule, Condition condition) {
        int from = first[condition.ordinal()];
        int[] numbers = index(condition).named(rule);
        return numbers.length == 0 ? NOTHING : numbered(from, numbers);
    }

    /** What the rules can find in this connection. */
    Facts facts(Connection connection, HostMatching matching) {
        int[] closest = new int[CONDITIONS];
        Arrays.fill(closest, NONE);
        int[][] further = NOTHING_FURTHER;
        for (int i = 0; i < made.length; i++) {
            int condition = made[i].ordinal();
            closest[condition] = numbered(first[condition], indexesMade[i].find(connection));
            int[] others = indexesMade[i].further(connection);
            if (others.length > 0) {
                further = further == NOTHING_FURTHER ? further.clone() : further;
                further[condition] = numbered(first[condition], others);
            }
        }
        return new Facts(this, closest, further, connection, matching);
    }

    private static int[] numbered(int first, int[] numbers) {
        return IntStream.of(numbers).map(number -> first + number).toArray();
    }

    /** The next wider value behind one, or {@link #NONE}. */
    int wider(int value) {
        return wider[value];
    }

    /** What a match by this value is worth. */
    int weight(int value) {
        return weight[value];
    }
}
