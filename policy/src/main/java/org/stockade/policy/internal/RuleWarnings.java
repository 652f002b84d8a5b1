package org.stockade.policy.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.policy.RulePolicy;

/** What is allowed in rules and probably not meant. */
final class RuleWarnings {
    private final Problems warnings;

    RuleWarnings(Problems warnings) {
        this.warnings = warnings;
    }

    /** All that a rule asks of a connection, in whatever order it is written. */
    static List<Set<?>> conditions(RulePolicy rule) {
        return List.of(
                Set.copyOf(rule.listeners()),
                Set.copyOf(rule.fromZones()),
                Set.copyOf(rule.toZones()),
                Set.copyOf(rule.fromSubnets()),
                Set.copyOf(rule.toSubnets()),
                Set.copyOf(rule.fromPorts()),
                Set.copyOf(rule.toPorts()),
                Set.copyOf(rule.fromInterfaces()),
                Set.copyOf(rule.toInterfaces()),
                Set.copyOf(rule.fromInterfaceGroups()),
                Set.copyOf(rule.toInterfaceGroups()),
                Set.copyOf(rule.protocols()),
                Set.copyOf(rule.toHosts()),
                Set.copyOf(rule.detect()),
                Set.copyOf(rule.users()),
                Set.copyOf(rule.groups()),
                Set.copyOf(rule.times()));
    }

    /** Warns of conditions on the target where the target is the listener itself. */
    void ofTargets(List<At<DocumentShape.Rule>> rules, List<ListenerPolicy> listeners) {
        Set<String> transparent = transparent(listeners);
        for (At<DocumentShape.Rule> written : rules) {
            DocumentShape.Rule rule = written.value();
            if (!isOnAny(transparent, rule)) {
                neverMatches("to-zone", first(rule.toZone()));
                neverMatches("to-subnet", first(rule.toSubnet()));
                neverMatches("to-port", first(rule.toPort()));
                neverMatches("to-host", first(rule.toHost()));
            }
        }
    }

    /** Warns of services that would go where the client connected to, which is this firewall. */
    void ofRouters(
            List<At<DocumentShape.Rule>> rules,
            Map<Name, At<DocumentShape.Service>> services,
            List<ListenerPolicy> listeners) {
        Set<String> transparent = transparent(listeners);
        Set<String> warned = new HashSet<>();
        for (At<DocumentShape.Rule> rule : rules) {
            String name = rule.value().service().map(At::value).orElse("");
            At<DocumentShape.Service> service = services.get(new Name(name));
            if (service != null
                    && service.value().router().name().equals("transparent")
                    && !isOnAny(transparent, rule.value())
                    && warned.add(name)) {
                warnings.add(
                        service.place(),
                        "service "
                                + Quoted.of(name)
                                + ": router transparent on a listener that is not transparent leads"
                                + " to the listener itself; use router inband or { direct:"
                                + " [ADDRESS:PORT] }");
            }
        }
    }

    private static Set<String> transparent(List<ListenerPolicy> listeners) {
        return Set.copyOf(
                listeners.stream()
                        .filter(listener -> listener.transparent() != Transparency.FALSE)
                        .map(ListenerPolicy::name)
                        .toList());
    }

    private static boolean isOnAny(Set<String> transparent, DocumentShape.Rule rule) {
        return rule.listener().isEmpty()
                ? !transparent.isEmpty()
                : rule.listener().stream().map(At::value).anyMatch(transparent::contains);
    }

    private static Optional<Place> first(List<? extends At<?>> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst().place());
    }

    private void neverMatches(String key, Optional<Place> place) {
        place.ifPresent(
                at ->
                        warnings.add(
                                at,
                                "rule: "
                                        + key
                                        + " on a listener that is not transparent never matches a"
                                        + " target; use to-zones of the service"));
    }
}
