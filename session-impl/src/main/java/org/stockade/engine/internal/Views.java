package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stockade.access.Firewall.RuleState;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.access.Listening;
import org.stockade.chain.Targets;
import org.stockade.engine.internal.containment.Account;
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
}
