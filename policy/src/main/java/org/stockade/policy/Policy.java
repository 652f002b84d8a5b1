package org.stockade.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stockade.session.Zone;

/**
 * A whole policy, checked. The lists are in the order of the document, the rules by id.
 *
 * @param name the firewall's name, if the document gives one
 * @param transport which transport may be taken; it is chosen once, before the first bind
 * @param generations how long sessions may go on after what they run was replaced
 * @param deployment which bundles may bring code in
 * @param budgets what proxies may use before their bundles are contained
 * @param hostResolvers what resolves a host of a zone, by the host; the system where it is not here
 * @param text the document itself
 */
public record Policy(
        Optional<String> name,
        TransportChoice transport,
        GenerationLimits generations,
        DeploymentPolicy deployment,
        Budgets budgets,
        List<Zone> zones,
        List<ListenerPolicy> listeners,
        List<NatPolicy> nat,
        List<ResolverPolicy> resolvers,
        List<MatcherPolicy> matchers,
        Map<String, String> hostResolvers,
        List<AuthenticatorPolicy> authenticators,
        List<KnownAddress> knownAddresses,
        List<ServicePolicy> services,
        List<RulePolicy> rules,
        String text) {
    /** What moves the bytes. */
    public enum TransportChoice {
        /** The fastest that works here. */
        AUTO,
        /** The one that works everywhere. */
        PORTABLE
    }

    public Policy {
        zones = List.copyOf(zones);
        listeners = List.copyOf(listeners);
        nat = List.copyOf(nat);
        resolvers = List.copyOf(resolvers);
        matchers = List.copyOf(matchers);
        hostResolvers = Map.copyOf(hostResolvers);
        authenticators = List.copyOf(authenticators);
        knownAddresses = List.copyOf(knownAddresses);
        services = List.copyOf(services);
        rules = List.copyOf(rules);
    }

    /** The service of this name. */
    public Optional<ServicePolicy> service(String wanted) {
        return services.stream().filter(service -> service.name().equals(wanted)).findFirst();
    }

    /** The names of hosts that its zones and rules use, in their order. */
    public Set<String> hosts() {
        Set<String> hosts = new TreeSet<>();
        zones.forEach(zone -> hosts.addAll(zone.hosts()));
        rules.forEach(rule -> hosts.addAll(rule.hostNames()));
        return hosts;
    }

    /** The zone of this name. */
    public Optional<Zone> zone(String wanted) {
        return zones.stream().filter(zone -> zone.name().equals(wanted)).findFirst();
    }
}
