package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.lookup.ZoneFinder;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.engine.internal.nat.EveryClient;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.engine.internal.route.DirectRouter;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.ServicePolicy;
import org.stockade.session.Zone;

/**
 * Targets that the policy names and that no session can reach: what a translation or the addresses
 * of names might change is left out.
 */
record ClosedTargets(Policy policy, Map<String, ServicePlan> plans) {
    /** A line each, with its place in front. */
    List<String> warnings() {
        boolean named = policy.zones().stream().anyMatch(zone -> !zone.hosts().isEmpty());
        ZoneFinder zones = new ZoneFinder(policy.zones(), address -> List.of());
        List<String> lines = new ArrayList<>();
        for (ServicePolicy service : policy.services()) {
            ServicePlan plan = plans.get(service.name());
            if (plan != null && plan.router() instanceof DirectRouter direct) {
                for (SockAddr target : direct.targets()) {
                    families(plan, direct, target)
                            .or(() -> refusal(plan, target, zones, named))
                            .ifPresent(why -> lines.add(line(plan, target, why)));
                }
            }
        }
        return lines;
    }

    /** Our address is of another family than the target's, or a translation has none for it. */
    private static Optional<String> families(
            ServicePlan plan, DirectRouter direct, SockAddr target) {
        return new EveryClient(plan.translation())
                .refusal(
                        client -> new Addresses(direct.route(Optional.of(client)).local(), target));
    }

    private Optional<String> refusal(
            ServicePlan plan, SockAddr target, ZoneFinder zones, boolean named) {
        if (plan.policy().dnat().isPresent()) {
            return Optional.empty();
        }
        Optional<String> own = own(target);
        if (own.isPresent() || named) {
            return own;
        }
        Optional<Zone> zone = zones.find(target.address());
        return ZonePermission.INBOUND
                .refusal(zone, plan.policy().name())
                .or(
                        () ->
                                TargetZones.permitted(zone, plan.policy().toZones())
                                        ? Optional.empty()
                                        : Optional.of(
                                                "to-zones does not permit "
                                                        + zone.map(its -> "zone " + its.name())
                                                                .orElse("what is in no zone")));
    }

    /** That of a listener, where nothing comes by datagrams: these may be meant for another. */
    private Optional<String> own(SockAddr target) {
        Stream<ListenerPolicy> all =
                policy.listeners().stream()
                                .anyMatch(it -> it.protocols().contains(TransportProtocol.UDP))
                        ? Stream.empty()
                        : policy.listeners().stream();
        return all.filter(
                        each ->
                                each.bind().stream()
                                        .anyMatch(bind -> bind.address().equals(target)))
                .map(each -> "it is the firewall's own listener \"" + each.name() + "\"")
                .findFirst();
    }

    private static String line(ServicePlan plan, SockAddr target, String why) {
        return plan.policy().routerWith().place()
                + ": service \""
                + plan.policy().name()
                + "\": target "
                + target
                + " is refused: "
                + why;
    }
}
