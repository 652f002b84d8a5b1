package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.ServicePolicy;

/** Finds rules that give datagrams to services whose proxies cannot serve them. */
final class DatagramCheck {
    private final Policy policy;
    private final Map<String, ServicePlan> plans;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    DatagramCheck(Policy policy, Map<String, ServicePlan> plans) {
        this.policy = policy;
        this.plans = plans;
        policy.rules().forEach(this::check);
    }

    /** Rules that datagrams alone can match. */
    List<String> errors() {
        return errors;
    }

    /** Rules that name a listener where both come, and might mean connections alone. */
    List<String> warnings() {
        return warnings;
    }

    private void check(RulePolicy rule) {
        ServicePlan plan = rule.service().map(plans::get).orElse(null);
        if (plan == null || !plan.ready() || plan.takesDatagrams()) {
            return;
        }
        Set<TransportProtocol> met = new TreeSet<>();
        for (ListenerPolicy listener : policy.listeners()) {
            if (rule.listeners().isEmpty() || rule.listeners().contains(listener.name())) {
                met.addAll(listener.protocols());
            }
        }
        met.removeIf(each -> !rule.protocols().isEmpty() && !rule.protocols().contains(each.ip()));
        if (!met.contains(TransportProtocol.UDP)) {
            return;
        }
        String line = rule.place() + ": rule " + rule.id() + ": " + refusal(plan.policy());
        if (met.size() == 1) {
            errors.add(line);
        } else if (!rule.listeners().isEmpty()) {
            warnings.add(line + "; its datagrams are refused, protocol: tcp says so");
        }
    }

    /** Why datagrams have no business with this service. */
    static String refusal(ServicePolicy service) {
        return "service \""
                + service.name()
                + "\" takes no datagrams: proxy \""
                + service.proxy()
                + "\" is for connections as it is set";
    }
}
