package org.stockade.engine.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Firewall.Explanation;
import org.stockade.access.Firewall.Step;
import org.stockade.access.Firewall.Supposition;
import org.stockade.chain.Router.Route;
import org.stockade.chain.Targets;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.Identity;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.engine.internal.nat.Translation.Addresses;
import org.stockade.engine.internal.route.ConnectChainer;
import org.stockade.engine.internal.route.LocalPorts;
import org.stockade.engine.internal.route.MultiTargetChainer;
import org.stockade.engine.internal.route.SideStackChainer;
import org.stockade.engine.internal.route.TargetTable;
import org.stockade.policy.RulePolicy;
import org.stockade.session.Zone;

/** Says what would happen to a connection and why, without making one. */
final class Explainer {
    private final Engine engine;
    private final Generation generation;
    private final Supposition supposed;
    private final ClientExplainer clients;
    private final List<Step> steps = new ArrayList<>();

    Explainer(Engine engine, Generation generation, Supposition supposed) {
        this.supposed = supposed;
        this.engine = engine;
        this.generation = generation;
        this.clients = new ClientExplainer(engine, generation, supposed);
    }

    Explanation explain(String listener, SockAddr source, Optional<String> target) {
        Listener found =
                engine.listeners().stream()
                        .filter(each -> each.name().equals(listener))
                        .filter(
                                each ->
                                        supposed.protocol()
                                                .filter(it -> it != each.bind().protocol())
                                                .isEmpty())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "no listener is called \""
                                                        + listener
                                                        + supposed.protocol()
                                                                .map(it -> "\" with " + it.word())
                                                                .orElse("\"")
                                                        + "; see: listeners"));
        SockAddr aim = aim(found, target);
        Connection connection = connection(found, source, aim);
        step("listener", listener + " " + found.bind().protocol().written(found.local()));
        step("from zone", name(connection.sourceZone()));
        supposed.user().ifPresent(user -> step("user", user + ", of no group"));
        supposed.at().ifPresent(at -> step("at", NearerRules.NOW.format(at)));
        if (found.how() != Interception.NONE) {
            step("aims at", aim + " in " + name(connection.destinationZone()));
        }
        Optional<String> straying = found.straying(aim);
        if (straying.isPresent()) {
            return refused(straying.get());
        }
        boolean datagrams = connection.transport() == TransportProtocol.UDP;
        Optional<RulePolicy> awaited =
                datagrams ? Optional.empty() : generation.awaited(connection);
        if (awaited.isPresent()) {
            step(
                    "detection",
                    "rule "
                            + awaited.get().id()
                            + " waits for the client's first bytes; below, for none");
        }
        Optional<RulePolicy> rule = generation.best(connection);
        new NearerRules(generation, connection)
                .lines(rule)
                .forEach((other, why) -> step("not rule " + other, why));
        if (rule.isEmpty()) {
            step("rule", "none matches");
            return refused("no rule matches");
        }
        step(
                "rule",
                rule.get().id() + " (" + rule.get().place() + "): " + Views.action(rule.get()));
        if (rule.get().service().isEmpty()) {
            return refused("rule " + rule.get().id() + " denies it");
        }
        String named = rule.get().service().get();
        Optional<String> unpermitted =
                ZonePermission.OUTBOUND.refusal(connection.sourceZone(), named);
        if (unpermitted.isPresent()) {
            return refused(unpermitted.get());
        }
        ServicePlan plan = generation.plan(named);
        return service(plan, connection, target);
    }

    private Connection connection(Listener listener, SockAddr source, SockAddr aim) {
        return generation.connection(
                listener.bind().protocol(),
                listener.name(),
                source,
                aim,
                clients.known(source.address())
                        .map(each -> new Identity(Optional.of(each.user()), each.groups()))
                        .orElse(Identity.UNKNOWN),
                supposed.at().orElseGet(generation::now));
    }

    /** What the client means to reach: on a transparent listener the target. */
    private static SockAddr aim(Listener listener, Optional<String> target) {
        return listener.how() == Interception.NONE
                ? listener.local()
                : target.flatMap(Explainer::address).orElse(listener.local());
    }

    private Explanation service(ServicePlan plan, Connection connection, Optional<String> target) {
        step("service", plan.policy().name());
        step("router", plan.policy().router());
        step("chainer", String.join(" > ", plan.parts().chain()));
        plan.policy().snat().ifPresent(name -> step("snat", name));
        plan.policy().dnat().ifPresent(name -> step("dnat", name));
        plan.policy().resolver().ifPresent(name -> step("resolver", name));
        Optional<String> keptOut =
                clients.explain(plan, connection.source().address(), connection.at(), this::step);
        step("stack", plan.policy().proxy());
        step("bundle", plan.bundle().isEmpty() ? "none" : plan.bundle());
        plan.parts()
                .children()
                .forEach(
                        child ->
                                step(
                                        "stacks",
                                        child.proxy()
                                                + ", bundle "
                                                + (child.bundle().isEmpty()
                                                        ? "none"
                                                        : child.bundle())));
        canary(plan.policy().name());
        step("to-zones", plan.policy().toZones().map(Object::toString).orElse("anywhere"));
        int most = plan.policy().maxSessions();
        ServiceCounters.Counter counter = engine.counters().of(plan.policy().name());
        int open = counter.open();
        step("sessions", open + (most == 0 ? "" : " of at most " + most));
        if (!plan.ready()) {
            return refused(plan.refused());
        }
        if (connection.transport() == TransportProtocol.UDP && !plan.takesDatagrams()) {
            return refused(DatagramCheck.refusal(plan.policy()));
        }
        Optional<String> quarantine =
                engine.containment()
                        .refusal(
                                engine.containment().account(plan.policy().proxy(), plan.bundle()));
        if (quarantine.isPresent()) {
            return refused(quarantine.get());
        }
        Optional<String> maintenance = counter.maintenance(plan.policy());
        if (maintenance.isPresent()) {
            return refused("the service is in maintenance: " + maintenance.get());
        }
        if (keptOut.isPresent()) {
            return refused(keptOut.get());
        }
        if (most > 0 && open >= most) {
            return refused("the service has " + most + " sessions, its max-sessions");
        }
        return target(plan, connection, target);
    }

    private void canary(String service) {
        Canary runs = engine.generations().canaryBeside(generation);
        if (runs != null && runs.split(service) != null) {
            step(
                    "canary",
                    runs.policy().share()
                            + "% of new sessions run generation "
                            + runs.candidate().number()
                            + ": "
                            + runs.versions());
        }
    }

    private Explanation target(ServicePlan plan, Connection connection, Optional<String> target) {
        Route route;
        try {
            route = plan.router().route(new AttributesOnly(generation).session(plan, connection));
        } catch (RuntimeException | Error broken) {
            return refused("its router fails: " + Stacks.said(broken));
        }
        if (!route.inband()
                && target.isPresent()
                && !target.flatMap(Explainer::address)
                        .equals(Optional.of(connection.destination()))) {
            step("target", "the router decides; " + target.get() + " is of no account");
        }
        if (route.inband() && target.isPresent()) {
            return inband(plan, connection, route, target.get());
        }
        if (route.targets().isEmpty()) {
            step("target", "decided by the protocol");
            return accepted("the target is decided by the protocol");
        }
        // The first decides: one that is forbidden ends the attempt, and one that fails may not.
        Optional<Checked> first = Optional.empty();
        for (SockAddr each : inOrder(plan, route.targets())) {
            Checked checked = check(plan, connection, route, each, false);
            first = first.or(() -> Optional.of(checked));
        }
        return first.map(
                        checked ->
                                checked.refusal()
                                        .map(this::refused)
                                        .orElseGet(
                                                () ->
                                                        accepted(
                                                                "goes to "
                                                                        + checked.real()
                                                                                .orElseThrow())))
                .orElseGet(() -> refused("its health checks keep every server out"));
    }

    /** As its chainer would try them now, with what is remembered of each. */
    private List<SockAddr> inOrder(ServicePlan plan, List<SockAddr> targets) {
        if (SideStackChainer.last(plan.chainer()) instanceof ConnectChainer) {
            return targets.subList(0, 1);
        }
        if (!(SideStackChainer.last(plan.chainer()) instanceof MultiTargetChainer chainer)) {
            return targets;
        }
        TargetTable known = engine.counters().of(plan.policy().name()).targets();
        List<SockAddr> ordered = chainer.preview(targets, known);
        for (SockAddr each : ordered) {
            if (known.state(each) != Targets.State.UP) {
                step("remembered", each + " is " + Views.word(known.state(each)));
            }
        }
        return ordered.stream()
                .filter(each -> known.state(each) != Targets.State.UNHEALTHY)
                .toList();
    }

    /** What becomes of a target: the address that is really connected, or why it is not. */
    private record Checked(Optional<SockAddr> real, Optional<String> refusal) {}

    /** Translates a target and checks what comes out, with a step for it. */
    private Checked check(
            ServicePlan plan, Connection connection, Route route, SockAddr target, boolean named) {
        Addresses real;
        try {
            real =
                    plan.translation()
                            .of(
                                    Optional.of(connection.source()),
                                    new Addresses(route.local(), target));
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            step("target", target + ": refused");
            return new Checked(Optional.empty(), Optional.of(why));
        }
        SockAddr to = real.remote();
        Optional<Zone> zone = generation.zones().find(to.address());
        Optional<String> refusal =
                Optional.of(to)
                        .filter(each -> named)
                        .flatMap(each -> InbandTargets.refusal(each, zone))
                        .or(() -> refusal(plan, connection, to));
        step(
                "target",
                (to.equals(target) ? "" : target + ", translated to ")
                        + to
                        + " in "
                        + name(zone)
                        + real.local().map(ours -> from(ours, route)).orElse("")
                        + refusal.map(why -> ": refused").orElse(""));
        return new Checked(Optional.of(to), refusal);
    }

    private static String from(SockAddr ours, Route route) {
        boolean loose = route.loose() && route.local().map(SockAddr::port).orElse(0) == ours.port();
        return ", from "
                + ours
                + (loose && ours.port() != 0
                        ? (route.random() ? ", a random port of " : " or another port of ")
                                + LocalPorts.of(ours.port(), route.random())
                        : "");
    }

    private Explanation inband(
            ServicePlan plan, Connection connection, Route route, String target) {
        Optional<SockAddr> address = address(target);
        if (address.isEmpty()) {
            step("target", target + ": a host name; zones are checked when it is resolved");
            return accepted("if " + target + " resolves to a permitted address");
        }
        SockAddr named = address.get();
        Optional<String> refusal =
                InbandTargets.refusal(named, generation.zones().find(named.address()));
        if (refusal.isPresent()) {
            step("target", named + ": refused");
            return refused(refusal.get());
        }
        Checked checked = check(plan, connection, route, named, true);
        return checked.refusal()
                .map(this::refused)
                .orElseGet(() -> accepted("goes to " + checked.real().orElse(named)));
    }

    /** The address of a literal with a port; empty for a host name with one. */
    private static Optional<SockAddr> address(String target) {
        int colon = target.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "target \""
                            + target
                            + "\" has no port; use 192.0.2.1:80, [2001:db8::1]:80 or host:80");
        }
        PortRange.parse(target.substring(colon + 1));
        boolean literal =
                target.startsWith("[") || SockAddr.literal(target.substring(0, colon)).isPresent();
        return literal ? Optional.of(SockAddr.parse(target)) : Optional.empty();
    }

    private Optional<String> refusal(ServicePlan plan, Connection connection, SockAddr target) {
        return engine.listenerAt(connection.transport(), target)
                .map(own -> "it is the firewall's own listener \"" + own.name() + "\"")
                .or(() -> zoneRefusal(plan, target));
    }

    private Optional<String> zoneRefusal(ServicePlan plan, SockAddr target) {
        Optional<Zone> zone = generation.zones().find(target.address());
        return ZonePermission.INBOUND
                .refusal(zone, plan.policy().name())
                .or(
                        () ->
                                plan.policy()
                                        .toZones()
                                        .filter(
                                                zones ->
                                                        !TargetZones.permitted(
                                                                zone, Optional.of(zones)))
                                        .map(zones -> "to-zones permits " + zones + " only"));
    }

    private static String name(Optional<Zone> zone) {
        return zone.map(known -> "zone " + known.name()).orElse("no zone");
    }

    private void step(String what, String result) {
        steps.add(new Step(what, result));
    }

    private Explanation refused(String why) {
        return new Explanation(false, why, List.copyOf(steps));
    }

    private Explanation accepted(String how) {
        return new Explanation(true, how, List.copyOf(steps));
    }
}
