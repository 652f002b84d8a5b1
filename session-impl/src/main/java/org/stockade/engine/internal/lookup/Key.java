package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * One value that a group of conditions can be indexed by. A rule matches a connection in a group
 * only if they have a key of that group in common.
 */
sealed interface Key {
    /** A wider range is no key: expanding it would cost more than it saves. */
    int WIDEST_RANGE = 64;

    record Listener(String name) implements Key {}

    record InterfaceName(String name) implements Key {}

    record InterfaceGroup(int number) implements Key {}

    record Protocol(int number) implements Key {}

    record Port(int number) implements Key {}

    record Net(Prefix prefix) implements Key {}

    record ZoneName(String name) implements Key {}

    /** The keys of a rule in one group; empty: it matches whatever the connection's keys are. */
    static Set<Key> of(RulePolicy rule, Group group) {
        Set<Key> keys = new HashSet<>();
        switch (group) {
            case LISTENER -> rule.listeners().forEach(name -> keys.add(new Listener(name)));
            case INBOUND_INTERFACE -> {
                rule.fromInterfaces().forEach(name -> keys.add(new InterfaceName(name)));
                rule.fromInterfaceGroups().forEach(each -> keys.add(new InterfaceGroup(each)));
            }
            case PROTOCOL -> rule.protocols().forEach(number -> keys.add(new Protocol(number)));
            case SOURCE_PORT -> addPorts(rule.fromPorts(), keys);
            case DESTINATION_PORT -> addPorts(rule.toPorts(), keys);
            case SOURCE_ADDRESS -> addAddresses(rule.fromSubnets(), rule.fromZones(), keys);
            case DESTINATION_ADDRESS -> {
                addAddresses(rule.toSubnets(), rule.toZones(), keys);
                rule.toInterfaces().forEach(name -> keys.add(new InterfaceName(name)));
                rule.toInterfaceGroups().forEach(each -> keys.add(new InterfaceGroup(each)));
            }
        }
        return keys;
    }

    private static void addPorts(List<PortRange> ranges, Set<Key> keys) {
        if (ranges.stream().anyMatch(range -> range.high() - range.low() >= WIDEST_RANGE)) {
            return;
        }
        for (PortRange range : ranges) {
            for (int port = range.low(); port <= range.high(); port++) {
                keys.add(new Port(port));
            }
        }
    }

    private static void addAddresses(List<Subnet> subnets, List<String> zones, Set<Key> keys) {
        subnets.forEach(subnet -> keys.add(new Net(Prefix.of(subnet))));
        zones.forEach(name -> keys.add(new ZoneName(name)));
    }

    /**
     * The keys of a connection in one group.
     *
     * @param lengths the prefix lengths worth asking for, by address family
     */
    static List<Key> of(Connection connection, Group group, Lengths lengths) {
        List<Key> keys = new ArrayList<>();
        switch (group) {
            case LISTENER -> keys.add(new Listener(connection.listener()));
            case INBOUND_INTERFACE -> addInterface(connection.inbound(), keys);
            case PROTOCOL -> keys.add(new Protocol(connection.protocol()));
            case SOURCE_PORT -> keys.add(new Port(connection.source().port()));
            case DESTINATION_PORT -> keys.add(new Port(connection.destination().port()));
            case SOURCE_ADDRESS ->
                    addAddress(connection.source(), connection.sourceZone(), lengths, keys);
            case DESTINATION_ADDRESS -> {
                addAddress(connection.destination(), connection.destinationZone(), lengths, keys);
                addInterface(connection.addressed(), keys);
            }
        }
        return keys;
    }

    private static void addInterface(Optional<Interface> by, List<Key> keys) {
        by.ifPresent(
                each -> {
                    keys.add(new InterfaceName(each.name()));
                    keys.add(new InterfaceGroup(each.group()));
                });
    }

    private static void addAddress(
            SockAddr at, Optional<Zone> zone, Lengths lengths, List<Key> keys) {
        Prefix whole = Prefix.of(at.address());
        for (int length : whole.ipv4() ? lengths.ipv4() : lengths.ipv6()) {
            keys.add(new Net(whole.cut(length)));
        }
        for (Optional<Zone> up = zone; up.isPresent(); up = up.flatMap(Zone::parent)) {
            keys.add(new ZoneName(up.get().name()));
        }
    }

    /** Prefix lengths in use, by address family. */
    record Lengths(List<Integer> ipv4, List<Integer> ipv6) {
        static final Lengths NONE = new Lengths(List.of(), List.of());
    }
}
