package org.stockade.policy.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Zone;

/** Finds rules that no connection can match in this version. */
final class UnmatchedRules {
    /** Names of zones that an address can be in or below. */
    private final Set<String> inhabited = new HashSet<>();

    private final Problems warnings;

    private final boolean mayKnowClients;

    /** With whether somebody may be known before the rules decide. */
    UnmatchedRules(List<Zone> zones, boolean mayKnowClients, Problems warnings) {
        this.mayKnowClients = mayKnowClients;
        this.warnings = warnings;
        for (Zone zone : zones) {
            if (!zone.subnets().isEmpty() || !zone.hosts().isEmpty()) {
                Optional<Zone> at = Optional.of(zone);
                while (at.isPresent() && inhabited.add(at.get().name())) {
                    at = at.get().parent();
                }
            }
        }
    }

    void warn(List<RulePolicy> rules, List<ListenerPolicy> listeners) {
        Map<List<String>, Set<Integer>> served = new HashMap<>();
        for (RulePolicy rule : rules) {
            if (!rule.protocols().isEmpty() || !rule.detect().isEmpty()) {
                ofProtocols(
                        rule,
                        served.computeIfAbsent(
                                rule.listeners(), unused -> served(rule, listeners)));
            }
            if (!mayKnowClients && (!rule.users().isEmpty() || !rule.groups().isEmpty())) {
                tell(
                        rule,
                        "it wants a user or group, and nobody is known before the rules decide;"
                                + " see known-addresses and authentication");
            }
            if (rule.fromSubnets().isEmpty()) {
                ofZones(rule, "from-zone", rule.fromZones());
            }
            if (rule.toSubnets().isEmpty()
                    && rule.toHosts().isEmpty()
                    && rule.toInterfaces().isEmpty()
                    && rule.toInterfaceGroups().isEmpty()) {
                ofZones(rule, "to-zone", rule.toZones());
            }
        }
    }

    private void ofProtocols(RulePolicy rule, Set<Integer> served) {
        if (!rule.protocols().isEmpty() && Collections.disjoint(rule.protocols(), served)) {
            tell(
                    rule,
                    "it wants protocols "
                            + rule.protocols()
                            + ", and its listeners serve "
                            + served);
        }
        if (!rule.detect().isEmpty() && isDatagramsAlone(rule, served)) {
            tell(
                    rule,
                    "it wants detection, and what it is for comes in datagrams, which nobody"
                            + " looks at before the rules decide");
        }
    }

    /** The IP protocols of what comes to its listeners. */
    private static Set<Integer> served(RulePolicy rule, List<ListenerPolicy> listeners) {
        return listeners.stream()
                .filter(
                        each ->
                                rule.listeners().isEmpty()
                                        || rule.listeners().contains(each.name()))
                .flatMap(each -> each.protocols().stream())
                .map(TransportProtocol::ip)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isDatagramsAlone(RulePolicy rule, Set<Integer> served) {
        int udp = TransportProtocol.UDP.ip();
        return rule.protocols().equals(List.of(udp))
                || !served.isEmpty() && served.stream().allMatch(each -> each == udp);
    }

    private void ofZones(RulePolicy rule, String key, List<String> zones) {
        if (!zones.isEmpty() && Collections.disjoint(zones, inhabited)) {
            tell(
                    rule,
                    key
                            + " "
                            + String.join(", ", zones)
                            + " has neither subnets nor hosts, nor has a zone below it");
        }
    }

    private void tell(RulePolicy rule, String why) {
        warnings.addPlaced(
                rule.place() + ": rule " + rule.id() + " never matches: " + why, Place.START);
    }
}
