package org.stockade.engine.internal.lookup;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.PortRange;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * Core.md section 4 word for word, rule by rule, without any index: what {@link RuleTable} must
 * agree with. It shares no code with it.
 */
final class ReferenceRules {
    private final List<RulePolicy> rules;

    ReferenceRules(List<RulePolicy> rules) {
        this.rules = rules;
    }

    /**
     * The ids of the rules that fit best, ascending: the first wins, the others collide with it.
     */
    List<Integer> best(Connection c) {
        List<Integer> ids = new ArrayList<>();
        int[] top = null;
        for (RulePolicy rule : rules) {
            Optional<int[]> tuple = tuple(rule, c);
            if (tuple.isEmpty()) {
                continue;
            }
            int order = top == null ? 1 : Arrays.compare(tuple.get(), top);
            if (order > 0) {
                ids.clear();
                top = tuple.get();
            }
            if (order >= 0) {
                ids.add(rule.id());
            }
        }
        ids.sort(Comparator.naturalOrder());
        return ids;
    }

    private static Optional<int[]> tuple(RulePolicy r, Connection c) {
        int name = 0;
        int group = 0;
        int toName = 0;
        int toGroup = 0;
        if (c.inbound().isPresent()) {
            Interface by = c.inbound().get();
            name = r.fromInterfaces().contains(by.name()) ? 2 : 0;
            group = r.fromInterfaceGroups().contains(by.group()) ? 1 : 0;
            if (by.addresses().contains(c.destination().address())) {
                toName = r.toInterfaces().contains(by.name()) ? 2 : 0;
                toGroup = r.toInterfaceGroups().contains(by.group()) ? 1 : 0;
            }
        }
        int protocol = r.protocols().contains(c.protocol()) ? 1 : 0;
        int sourcePort = port(r.fromPorts(), c.source().port());
        int destinationPort = port(r.toPorts(), c.destination().port());
        int sourcePrefix = prefix(r.fromSubnets(), c.source().address());
        int sourceDepth = depth(r.fromZones(), c.sourceZone());
        int toPrefix = prefix(r.toSubnets(), c.destination().address());
        int toDepth = depth(r.toZones(), c.destinationZone());
        int toHost = c.destinationHosts().stream().anyMatch(r.toHosts()::contains) ? 2 : 0;
        int detected =
                c.detected().stream()
                        .filter(r.detect()::contains)
                        .mapToInt(each -> each.startsWith("tls:") ? 2 : 1)
                        .max()
                        .orElse(0);
        int user = c.identity().user().filter(r.users()::contains).isPresent() ? 1 : 0;
        int userGroup = c.identity().groups().stream().anyMatch(r.groups()::contains) ? 1 : 0;

        boolean matches =
                (r.listeners().isEmpty() || r.listeners().contains(c.listener()))
                        && (unset(r.fromInterfaces(), r.fromInterfaceGroups()) || name + group > 0)
                        && (unset(r.protocols()) || protocol > 0)
                        && (unset(r.fromPorts()) || sourcePort > 0)
                        && (unset(r.toPorts()) || destinationPort > 0)
                        && (unset(r.fromSubnets(), r.fromZones()) || sourcePrefix + sourceDepth > 0)
                        && (unset(
                                        r.toSubnets(),
                                        r.toZones(),
                                        r.toHosts(),
                                        r.toInterfaces(),
                                        r.toInterfaceGroups())
                                || toHost + toPrefix + toName + toGroup + toDepth > 0)
                        && (unset(r.detect()) || detected > 0)
                        && (unset(r.users()) || user > 0)
                        && (unset(r.groups()) || userGroup > 0)
                        && (unset(r.times())
                                || r.times().stream().anyMatch(time -> time.holds(c.at())));
        return matches
                ? Optional.of(
                        new int[] {
                            name + group,
                            protocol,
                            sourcePort,
                            destinationPort,
                            sourcePrefix,
                            sourceDepth,
                            toHost,
                            toPrefix,
                            Math.max(toName, toGroup),
                            toDepth,
                            detected,
                            user,
                            userGroup
                        })
                : Optional.empty();
    }

    private static boolean unset(List<?>... conditions) {
        return Arrays.stream(conditions).allMatch(List::isEmpty);
    }

    private static int port(List<PortRange> ranges, int port) {
        PortRange first = null;
        for (PortRange range : ranges) {
            boolean earlier =
                    first == null
                            || range.low() < first.low()
                            || (range.low() == first.low() && range.high() < first.high());
            if (range.low() <= port && port <= range.high() && earlier) {
                first = range;
            }
        }
        return first == null ? 0 : first.low() == first.high() ? 2 : 1;
    }

    private static int prefix(List<Subnet> subnets, InetAddress address) {
        int best = 0;
        for (Subnet subnet : subnets) {
            if (subnet.contains(address)) {
                best = Math.max(best, subnet.prefix() + 1);
            }
        }
        return best;
    }

    private static int depth(List<String> listed, Optional<Zone> zone) {
        int best = 0;
        for (Zone at = zone.orElse(null); at != null; at = at.parent().orElse(null)) {
            if (listed.contains(at.name())) {
                best = Math.max(best, at.depth() + 1);
            }
        }
        return best;
    }
}
