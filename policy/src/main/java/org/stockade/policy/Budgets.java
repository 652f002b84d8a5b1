package org.stockade.policy;

import java.util.Map;

/**
 * The budgets of all proxies.
 *
 * @param byProxy those that the policy names, whole: what it leaves out there is filled in
 * @param others of any other proxy
 */
public record Budgets(Map<String, ProxyBudget> byProxy, ProxyBudget others) {
    /** Where the policy says nothing. */
    public static final Budgets DEFAULT = new Budgets(Map.of(), ProxyBudget.DEFAULT);

    public Budgets {
        byProxy = Map.copyOf(byProxy);
    }

    /** The budget of this proxy. */
    public ProxyBudget of(String proxy) {
        return byProxy.getOrDefault(proxy, others);
    }

    /** Whether any proxy has a budget of CPU, so that it has to be measured. */
    public boolean measureCpu() {
        return others.cpu() != ProxyBudget.NO_LIMIT
                || byProxy.values().stream().anyMatch(it -> it.cpu() != ProxyBudget.NO_LIMIT);
    }

    /** Whether any proxy has a budget of bytes, so that they have to be counted. */
    public boolean measureBuffered() {
        return others.buffered() != ProxyBudget.NO_LIMIT
                || byProxy.values().stream().anyMatch(it -> it.buffered() != ProxyBudget.NO_LIMIT);
    }
}
