package org.stockade.engine.internal.lookup;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.Schedule;

/** One rule, ready to be compared with connections: groups are ANDed, what is in a group ORed. */
final class CompiledRule {
    private final RulePolicy rule;
    private final String[] hostMatchers;
    private final int[][] named;
    private final PortScores sourcePorts;
    private final PortScores destinationPorts;
    private final boolean fromSomewhere;
    private final boolean toSomewhere;
    private final long highest;
    private final Optional<RuleTable.Match> alone;

    CompiledRule(RulePolicy rule, RuleValues values) {
        this.rule = rule;
        this.hostMatchers = rule.hostMatchers().toArray(String[]::new);
        this.named =
                Arrays.stream(Condition.values())
                        .map(condition -> values.named(rule, condition))
                        .toArray(int[][]::new);
        this.sourcePorts = PortScores.of(rule.fromPorts());
        this.destinationPorts = PortScores.of(rule.toPorts());
        this.fromSomewhere = named(Group.SOURCE_ADDRESS).length > 0;
        this.toSomewhere =
                Condition.of(Group.DESTINATION_ADDRESS).stream()
                        .anyMatch(condition -> named(condition).length > 0);
        this.highest = highest(values);
        this.alone = Optional.of(new RuleTable.Match(rule, List.of()));
    }

    private long highest(RuleValues values) {
        return Score.pack(
                most(values, Condition.FROM_INTERFACE)
                        + most(values, Condition.FROM_INTERFACE_GROUP),
                most(values, Condition.PROTOCOL),
                sourcePorts.highest(),
                destinationPorts.highest(),
                most(values, Condition.FROM_SUBNET),
                most(values, Condition.FROM_ZONE),
                most(values, Condition.TO_HOST),
                most(values, Condition.TO_SUBNET),
                Math.max(
                        most(values, Condition.TO_INTERFACE),
                        most(values, Condition.TO_INTERFACE_GROUP)),
                most(values, Condition.TO_ZONE),
                most(values, Condition.DETECT),
                most(values, Condition.USER),
                most(values, Condition.USER_GROUP));
    }

    private int most(RuleValues values, Condition condition) {
        return IntStream.of(named(condition)).map(values::weight).max().orElse(0);
    }

    RulePolicy rule() {
        return rule;
    }

    int id() {
        return rule.id();
    }

    /** This rule as the only one that fits best. */
    Optional<RuleTable.Match> alone() {
        return alone;
    }

    /** No connection gives this rule a higher packed score. */
    long highest() {
        return highest;
    }

    private int[] named(Condition condition) {
        return named[condition.ordinal()];
    }

    /** The values of a group that a connection must have one of; empty: it may have any. */
    int[] named(Group group) {
        if (group == Group.DESTINATION_ADDRESS && hostMatchers.length > 0) {
            return RuleValues.NOTHING; // A matcher says so, which nobody can look up.
        }
        int[] all = RuleValues.NOTHING;
        for (Condition condition : Condition.of(group)) {
            all = joined(all, named(condition));
        }
        return all;
    }

    private static int[] joined(int[] some, int[] more) {
        if (some.length == 0 || more.length == 0) {
            return some.length == 0 ? more : some;
        }
        int[] both = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, both, some.length, more.length);
        return both;
    }

    /** The packed score of this rule for a connection; negative if it does not match. */
    long fit(Facts facts) {
        int[] listeners = named(Condition.LISTENER);
        if (listeners.length > 0 && facts.weight(Condition.LISTENER, listeners) == 0) {
            return failed(Group.LISTENER);
        }
        int[] interfaces = named(Condition.FROM_INTERFACE);
        int[] groups = named(Condition.FROM_INTERFACE_GROUP);
        int inbound =
                facts.weight(Condition.FROM_INTERFACE, interfaces)
                        + facts.weight(Condition.FROM_INTERFACE_GROUP, groups);
        if (inbound == 0 && interfaces.length + groups.length > 0) {
            return failed(Group.INBOUND_INTERFACE);
        }
        int[] protocols = named(Condition.PROTOCOL);
        int protocol = facts.weight(Condition.PROTOCOL, protocols);
        if (protocol == 0 && protocols.length > 0) {
            return failed(Group.PROTOCOL);
        }
        int sourcePort = sourcePorts.of(facts.sourcePort());
        if (sourcePort == 0 && !sourcePorts.isEmpty()) {
            return failed(Group.SOURCE_PORT);
        }
        int destinationPort = destinationPorts.of(facts.destinationPort());
        if (destinationPort == 0 && !destinationPorts.isEmpty()) {
            return failed(Group.DESTINATION_PORT);
        }
        int sourcePrefix = facts.weight(Condition.FROM_SUBNET, named(Condition.FROM_SUBNET));
        int sourceDepth = facts.weight(Condition.FROM_ZONE, named(Condition.FROM_ZONE));
        if (fromSomewhere && sourcePrefix + sourceDepth == 0) {
            return failed(Group.SOURCE_ADDRESS);
        }
        int destinationHost = facts.weight(Condition.TO_HOST, named(Condition.TO_HOST));
        int destinationPrefix = facts.weight(Condition.TO_SUBNET, named(Condition.TO_SUBNET));
        int destinationInterface =
                Math.max(
                        facts.weight(Condition.TO_INTERFACE, named(Condition.TO_INTERFACE)),
                        facts.weight(
                                Condition.TO_INTERFACE_GROUP, named(Condition.TO_INTERFACE_GROUP)));
        int destinationDepth = facts.weight(Condition.TO_ZONE, named(Condition.TO_ZONE));
        int destination =
                destinationHost + destinationPrefix + destinationInterface + destinationDepth;
        if (toSomewhere && destination == 0 && hostMatchers.length == 0) {
            return failed(Group.DESTINATION_ADDRESS);
        }
        int[] detectable = named(Condition.DETECT);
        int detected = facts.weight(Condition.DETECT, detectable);
        if (detected == 0 && detectable.length > 0) {
            return failed(Group.DETECTION);
        }
        int[] users = named(Condition.USER);
        int user = facts.weight(Condition.USER, users);
        if (user == 0 && users.length > 0) {
            return failed(Group.USER);
        }
        int[] userGroups = named(Condition.USER_GROUP);
        int userGroup = facts.weight(Condition.USER_GROUP, userGroups);
        if (userGroup == 0 && userGroups.length > 0) {
            return failed(Group.USER_GROUP);
        }
        if (!isTime(facts.at())) {
            return failed(Group.TIME);
        }
        if (destinationHost == 0 && hostMatchers.length > 0) {
            if (facts.isAccepted(hostMatchers)) {
                destinationHost = 1;
            } else if (destination == 0) {
                return failed(Group.DESTINATION_ADDRESS);
            }
        }
        return Score.pack(
                inbound,
                protocol,
                sourcePort,
                destinationPort,
                sourcePrefix,
                sourceDepth,
                destinationHost,
                destinationPrefix,
                destinationInterface,
                destinationDepth,
                detected,
                user,
                userGroup);
    }

    private boolean isTime(Instant at) {
        List<Schedule> times = rule.times();
        if (times.isEmpty()) {
            return true;
        }
        for (Schedule each : times) {
            if (each.holds(at)) {
                return true;
            }
        }
        return false;
    }

    private static long failed(Group group) {
        return -1 - group.ordinal();
    }

    /** What becomes of this rule for the connection. */
    RuleFinding finding(Facts facts) {
        long fit = fit(facts);
        return fit < 0
                ? new RuleFinding(rule, missed(facts), Optional.empty())
                : new RuleFinding(rule, List.of(), Optional.of(Score.unpack(fit)));
    }

    /** For people, who mend a rule at once and not group by group. */
    private List<Group> missed(Facts facts) {
        return Arrays.stream(Group.values()).filter(group -> !holds(group, facts)).toList();
    }

    private boolean holds(Group group, Facts facts) {
        return switch (group) {
            case SOURCE_PORT -> sourcePorts.isEmpty() || sourcePorts.of(facts.sourcePort()) > 0;
            case DESTINATION_PORT ->
                    destinationPorts.isEmpty() || destinationPorts.of(facts.destinationPort()) > 0;
            case TIME -> isTime(facts.at());
            case DESTINATION_ADDRESS ->
                    !toSomewhere || isAmong(group, facts) || facts.isAccepted(hostMatchers);
            case LISTENER,
                    INBOUND_INTERFACE,
                    PROTOCOL,
                    SOURCE_ADDRESS,
                    DETECTION,
                    USER,
                    USER_GROUP ->
                    named(group).length == 0 || isAmong(group, facts);
        };
    }

    private boolean isAmong(Group group, Facts facts) {
        return Condition.of(group).stream().anyMatch(each -> facts.weight(each, named(each)) > 0);
    }
}
