package org.stockade.policy;

import java.util.List;
import java.util.Optional;
import org.stockade.session.Zone;

/**
 * A whole policy, checked. The lists are in the order of the document, the rules by id.
 *
 * @param name the firewall's name, if the document gives one
 * @param transport which transport may be taken; it is chosen once, before the first bind
 * @param generations how long sessions may go on after what they run was replaced
 * @param deployment which bundles may bring code in
 * @param budgets what proxies may use before their bundles are contained
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
        authenticators = List.copyOf(authenticators);
        knownAddresses = List.copyOf(knownAddresses);
        services = List.copyOf(services);
        rules = List.copyOf(rules);
    }

    /** The service of this name. */
    public Optional<ServicePolicy> service(String wanted) {
        return services.stream().filter(service -> service.name().equals(wanted)).findFirst();
    }

    /** The zone of this name. */
    public Optional<Zone> zone(String wanted) {
        return zones.stream().filter(zone -> zone.name().equals(wanted)).findFirst();
    }
}
