package org.stockade.engine.internal;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.chain.Router;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.engine.internal.route.ForgingRouter;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.session.Subnet;

/**
 * Services with {@code forge-address}: what this process lacks to show servers the address of a
 * client that is another machine. Clients of this machine have addresses that anybody may bind.
 */
final class ForgedAddresses {
    private ForgedAddresses() {}

    /**
     * Errors where it is certain that the sessions would fail, as for transparent listeners: here,
     * in this installation, or by what the policy says of the transport.
     */
    static PolicyReport check(
            Optional<Policy> policy, List<ServicePolicy> forging, Engine engine, boolean serve) {
        List<String> unmet =
                policy.map(each -> unmet(each, forging, engine.transports())).orElse(List.of());
        if (policy.filter(ForgedAddresses::isPortable).isPresent()) {
            return new PolicyReport(unmet, List.of());
        }
        return serve || engine.transports().isMissingEverywhere()
                ? new PolicyReport(unmet, List.of())
                : new PolicyReport(List.of(), unmet);
    }

    /** A line for each service whose sessions would fail here, with its place in front. */
    static List<String> unmet(Generation generation, Transports transports) {
        List<ServicePolicy> forging =
                generation.plans().stream()
                        .filter(plan -> isForging(plan.router()))
                        .map(ServicePlan::policy)
                        .toList();
        return unmet(generation.policy(), forging, transports);
    }

    private static List<String> unmet(
            Policy policy, List<ServicePolicy> forging, Transports transports) {
        if (forging.isEmpty()) {
            return List.of();
        }
        // A socket for addresses of others is the same thing, whichever way it is used.
        Optional<String> needs =
                isPortable(policy)
                        ? Optional.of("the loops transport; remove transport: portable")
                        : transports.missing(Interception.TPROXY);
        return needs.isEmpty()
                ? List.of()
                : forging.stream()
                        .filter(each -> !isLocal(policy, each))
                        .map(each -> line(each, needs.get()))
                        .toList();
    }

    /** Whether the policy itself rules the one transport out that can. */
    private static boolean isPortable(Policy policy) {
        return policy.transport() == Policy.TransportChoice.PORTABLE;
    }

    /** Whether a router shows servers the client's address; of a third party's nobody knows. */
    static boolean isForging(Router router) {
        return router instanceof ForgingRouter asked && asked.forging().address();
    }

    private static String line(ServicePolicy service, String needs) {
        return service.routerWith().place()
                + ": service \""
                + service.name()
                + "\": forge-address needs "
                + needs
                + "; or have only listeners on loopback lead to it, or use false";
    }

    /** Whether every rule that leads to it is for clients of this machine alone. */
    private static boolean isLocal(Policy policy, ServicePolicy service) {
        List<RulePolicy> leading =
                policy.rules().stream()
                        .filter(rule -> rule.service().equals(Optional.of(service.name())))
                        .toList();
        return !leading.isEmpty() && leading.stream().allMatch(rule -> isLocal(policy, rule));
    }

    private static boolean isLocal(Policy policy, RulePolicy rule) {
        boolean listeners =
                policy.listeners().stream()
                        .filter(
                                each ->
                                        rule.listeners().isEmpty()
                                                || rule.listeners().contains(each.name()))
                        .allMatch(ForgedAddresses::isLocal);
        return listeners
                || !rule.fromSubnets().isEmpty()
                        && rule.fromSubnets().stream().allMatch(ForgedAddresses::isLocal);
    }

    private static boolean isLocal(ListenerPolicy listener) {
        // What a packet filter hands over comes from anywhere.
        return listener.transparent() == ListenerPolicy.Transparency.FALSE
                && listener.bind().stream()
                        .map(each -> each.address().address())
                        .allMatch(InetAddress::isLoopbackAddress);
    }

    private static boolean isLocal(Subnet subnet) {
        return subnet.prefix() >= (subnet.isIpv4() ? 8 : 128)
                && subnet.network().isLoopbackAddress();
    }
}
