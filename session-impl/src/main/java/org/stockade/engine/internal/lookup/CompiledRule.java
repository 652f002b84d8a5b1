package org.stockade.engine.internal.lookup;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** One rule, ready to be compared with connections: groups are ANDed, what is in a group ORed. */
final class CompiledRule {
    private static final int NO_MATCH = -1;

    private final RulePolicy rule;
    private final Set<String> listeners;
    private final Set<Integer> protocols;
    private final List<PortRange> sourcePorts;
    private final List<PortRange> destinationPorts;
    private final PrefixTable<Subnet> sourceSubnets;
    private final PrefixTable<Subnet> destinationSubnets;
    private final Set<String> sourceZones;
    private final Set<String> destinationZones;

    CompiledRule(RulePolicy rule) {
        this.rule = rule;
        this.listeners = Set.copyOf(rule.listeners());
        this.protocols = Set.copyOf(rule.protocols());
        this.sourcePorts = byLowEnd(rule.fromPorts());
        this.destinationPorts = byLowEnd(rule.toPorts());
        this.sourceSubnets = table(rule.fromSubnets());
        this.destinationSubnets = table(rule.toSubnets());
        this.sourceZones = Set.copyOf(rule.fromZones());
        this.destinationZones = Set.copyOf(rule.toZones());
    }

    RulePolicy rule() {
        return rule;
    }

    int id() {
        return rule.id();
    }

    /** What becomes of this rule for the connection. */
    RuleFinding finding(Connection connection) {
        if (!listeners.isEmpty() && !listeners.contains(connection.listener())) {
            return failed(Group.LISTENER);
        }
        int inbound = inbound(connection);
        if (inbound == NO_MATCH) {
            return failed(Group.INBOUND_INTERFACE);
        }
        if (!protocols.isEmpty() && !protocols.contains(connection.protocol())) {
            return failed(Group.PROTOCOL);
        }
        int sourcePort = port(sourcePorts, connection.source().port());
        if (sourcePort == NO_MATCH) {
            return failed(Group.SOURCE_PORT);
        }
        int destinationPort = port(destinationPorts, connection.destination().port());
        if (destinationPort == NO_MATCH) {
            return failed(Group.DESTINATION_PORT);
        }
        int sourcePrefix = prefix(sourceSubnets, connection.source());
        int sourceDepth = depth(sourceZones, connection.sourceZone());
        if (isSourceSet() && sourcePrefix + sourceDepth == 0) {
            return failed(Group.SOURCE_ADDRESS);
        }
        int destinationPrefix = prefix(destinationSubnets, connection.destination());
        int destinationInterface = addressed(connection);
        int destinationDepth = depth(destinationZones, connection.destinationZone());
        if (isDestinationSet()
                && destinationPrefix + destinationInterface + destinationDepth == 0) {
            return failed(Group.DESTINATION_ADDRESS);
        }
        return new RuleFinding(
                rule,
                Optional.empty(),
                Optional.of(
                        new Score(
                                inbound,
                                protocols.isEmpty() ? 0 : 1,
                                sourcePort,
                                destinationPort,
                                sourcePrefix,
                                sourceDepth,
                                destinationPrefix,
                                destinationInterface,
                                destinationDepth)));
    }

    private RuleFinding failed(Group group) {
        return new RuleFinding(rule, Optional.of(group), Optional.empty());
    }

    private boolean isSourceSet() {
        return !rule.fromSubnets().isEmpty() || !rule.fromZones().isEmpty();
    }

    private boolean isDestinationSet() {
        return !rule.toSubnets().isEmpty()
                || !rule.toZones().isEmpty()
                || !rule.toInterfaces().isEmpty()
                || !rule.toInterfaceGroups().isEmpty();
    }

    private int inbound(Connection connection) {
        if (rule.fromInterfaces().isEmpty() && rule.fromInterfaceGroups().isEmpty()) {
            return 0;
        }
        return connection
                .inbound()
                .map(
                        by ->
                                (rule.fromInterfaces().contains(by.name()) ? 2 : 0)
                                        + (rule.fromInterfaceGroups().contains(by.group()) ? 1 : 0))
                .filter(score -> score > 0)
                .orElse(NO_MATCH);
    }

    /**
     * 2 by the name of the interface whose own address is aimed at, else 1 by its group, else 0.
     */
    private int addressed(Connection connection) {
        return connection
                .addressed()
                .map(
                        by ->
                                rule.toInterfaces().contains(by.name())
                                        ? 2
                                        : rule.toInterfaceGroups().contains(by.group()) ? 1 : 0)
                .orElse(0);
    }

    /** The first entry by low end that contains the port decides, a narrower one before a wider. */
    private static int port(List<PortRange> ranges, int port) {
        if (ranges.isEmpty()) {
            return 0;
        }
        for (PortRange range : ranges) {
            if (range.contains(port)) {
                return range.isSingle() ? 2 : 1;
            }
        }
        return NO_MATCH;
    }

    private static List<PortRange> byLowEnd(List<PortRange> ranges) {
        return ranges.stream()
                .sorted(Comparator.comparingInt(PortRange::low).thenComparingInt(PortRange::high))
                .toList();
    }

    private static PrefixTable<Subnet> table(List<Subnet> subnets) {
        Map<Prefix, Subnet> byPrefix = new HashMap<>();
        subnets.forEach(subnet -> byPrefix.put(Prefix.of(subnet), subnet));
        return new PrefixTable<>(byPrefix);
    }

    /** Length of the longest subnet that contains the address, plus 1; else 0. */
    private static int prefix(PrefixTable<Subnet> subnets, SockAddr at) {
        return subnets.find(Prefix.of(at.address())).map(found -> found.length() + 1).orElse(0);
    }

    /** Depth of the deepest listed zone that is this one or above it, 1 for a root; else 0. */
    private static int depth(Set<String> names, Optional<Zone> zone) {
        for (Optional<Zone> at = zone; at.isPresent(); at = at.flatMap(Zone::parent)) {
            if (names.contains(at.get().name())) {
                return at.get().depth() + 1;
            }
        }
        return 0;
    }
}
