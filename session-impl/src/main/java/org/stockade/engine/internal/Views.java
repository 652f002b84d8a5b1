package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.access.Firewall.RuleState;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.access.Listening;
import org.stockade.chain.Targets;
import org.stockade.engine.internal.containment.Account;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.RevisionSource.SourceState;
import org.stockade.log.EventLog;
import org.stockade.policy.Admission;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.session.Zone;

/** Snapshots of the engine for shells and embedders. */
final class Views {
    private static final EventLog LOG = EventLog.of("core");

    private final Engine engine;

    Views(Engine engine) {
        this.engine = engine;
    }

    String name() {
        return engine.generations().hasPolicy()
                ? engine.generations().current().firewallName()
                : "";
    }

    List<Listening> listeners() {
        return engine.listeners().stream()
                .map(
                        each ->
                                new Listening(
                                        each.name(),
                                        each.local(),
                                        each.open(),
                                        each.maxConnections(),
                                        each.bind().protocol()))
                .toList();
    }

    // Policy

    List<ServiceState> services() {
        if (!engine.generations().hasPolicy()) {
            return List.of();
        }
        return engine.generations().current().plans().stream().map(this::service).toList();
    }

    private ServiceState service(ServicePlan plan) {
        ServicePolicy policy = plan.policy();
        ServiceCounters.Counter counter = engine.counters().of(policy.name());
        return new ServiceState(
                policy.name(),
                policy.proxy(),
                policy.router(),
                policy.chainer(),
                counter.open(),
                policy.maxSessions(),
                counter.started(),
                state(plan, counter));
    }

    /** Whether the service takes sessions, and why it does not. */
    private String state(ServicePlan plan, ServiceCounters.Counter counter) {
        if (!plan.ready()) {
            return plan.refused();
        }
        return counter.maintenance(plan.policy())
                .map(message -> "maintenance: " + message)
                .or(() -> quarantine(plan))
                .orElse("ready");
    }

    private Optional<String> quarantine(ServicePlan plan) {
        Account account = engine.containment().account(plan.policy().proxy(), plan.bundle());
        return engine.containment().refusal(account);
    }

    /** Closes or opens a service of the policy; {@code false} if there is none of this name. */
    boolean maintain(String service, Optional<String> message) {
        message.filter(text -> text.isBlank() || text.length() > Admission.LONGEST_MAINTENANCE)
                .ifPresent(
                        text -> {
                            throw new IllegalArgumentException(
                                    "the message has "
                                            + text.strip().length()
                                            + " characters; use 1 to "
                                            + Admission.LONGEST_MAINTENANCE);
                        });
        if (!engine.generations().hasPolicy()
                || engine.generations().current().findPlan(service).isEmpty()) {
            return false;
        }
        engine.counters().of(service).maintain(message);
        LOG.info(
                "maintenance",
                null,
                message.isPresent()
                        ? "new sessions of the service are refused"
                        : "the operator's maintenance of the service is over",
                "service",
                service,
                "message",
                message.orElse(""));
        return true;
    }

    List<Zone> zones() {
        return engine.generations().hasPolicy()
                ? engine.generations().current().policy().zones()
                : List.of();
    }

    List<RuleState> rules() {
        if (!engine.generations().hasPolicy()) {
            return List.of();
        }
        return engine.generations().current().policy().rules().stream()
                .map(rule -> new RuleState(rule.id(), conditions(rule), action(rule)))
                .toList();
    }

    /** A state of a server as people read it. */
    static String word(Targets.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static String action(RulePolicy rule) {
        return rule.service()
                .map(service -> "service " + service)
                .orElseGet(
                        () ->
                                "deny "
                                        + rule.deny()
                                                .map(
                                                        each ->
                                                                each.name()
                                                                        .toLowerCase(
                                                                                java.util.Locale
                                                                                        .ROOT))
                                                .orElse("true"));
    }

    private static String conditions(RulePolicy rule) {
        List<String> parts = new ArrayList<>();
        add(parts, "listener", rule.listeners());
        add(parts, "protocol", rule.protocols());
        add(parts, "from-interface", rule.fromInterfaces());
        add(parts, "from-interface-group", rule.fromInterfaceGroups());
        add(parts, "from-zone", rule.fromZones());
        add(parts, "from-subnet", rule.fromSubnets());
        add(parts, "from-port", rule.fromPorts());
        add(parts, "to-interface", rule.toInterfaces());
        add(parts, "to-interface-group", rule.toInterfaceGroups());
        add(parts, "to-zone", rule.toZones());
        add(parts, "to-subnet", rule.toSubnets());
        add(parts, "to-port", rule.toPorts());
        add(parts, "to-host", rule.toHosts());
        add(parts, "detect", rule.detect());
        add(parts, "user", rule.users());
        add(parts, "group", rule.groups());
        add(parts, "time", rule.times());
        return parts.isEmpty() ? "any" : String.join(", ", parts);
    }

    private static void add(List<String> parts, String key, List<?> values) {
        if (!values.isEmpty()) {
            parts.add(key + " " + (values.size() == 1 ? values.getFirst() : values));
        }
    }

    // Proxies

    /** Those that serve, those whose bundle says why not, and those the policy names in vain. */
    List<ProxyState> proxies() {
        Map<String, ProxyState> byName = new TreeMap<>();
        for (SourceState source : engine.generations().revisions().sources()) {
            if (source.hasNoName()) {
                // It has never run, so nobody knows what it would offer: its own name stands for
                // it.
                String name = "(" + source.source().symbolicName() + ")";
                byName.put(
                        name,
                        new ProxyState(
                                name,
                                source.source().toString(),
                                source.source().id(),
                                source.state()));
            }
            for (String proxy : source.proxies()) {
                byName.put(
                        proxy,
                        new ProxyState(
                                proxy,
                                source.source().toString(),
                                source.source().id(),
                                source.state()));
            }
        }
        engine.generations()
                .revisions()
                .current()
                .all(Kind.PROXY)
                .forEach(
                        (name, revision) ->
                                byName.merge(name, serving(name, revision), Views::serves));
        if (engine.generations().hasPolicy()) {
            for (ServicePlan plan : engine.generations().current().plans()) {
                String name = plan.policy().proxy();
                byName.computeIfAbsent(
                        name, missing -> new ProxyState(missing, "", -1, "not installed"));
            }
        }
        return byName.values().stream().map(this::orQuarantined).toList();
    }

    private ProxyState orQuarantined(ProxyState proxy) {
        return engine.containment()
                .quarantine(proxy.name(), proxy.bundle())
                .map(
                        it ->
                                new ProxyState(
                                        proxy.name(),
                                        proxy.bundle(),
                                        proxy.sourceBundle(),
                                        "quarantined since " + it.since() + ": " + it.why()))
                .orElse(proxy);
    }

    private static ProxyState serving(String name, Revision revision) {
        return new ProxyState(name, revision.source().toString(), revision.source().id(), "active");
    }

    /** What runs, with what its bundle says of itself. */
    private static ProxyState serves(ProxyState said, ProxyState running) {
        return new ProxyState(
                running.name(), running.bundle(), running.sourceBundle(), said.state());
    }
}
