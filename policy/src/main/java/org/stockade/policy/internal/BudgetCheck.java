package org.stockade.policy.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stockade.policy.Budgets;
import org.stockade.policy.ProxyBudget;

/** Fills in what budgets leave out: from {@code *}, and that from the product's. */
final class BudgetCheck {
    private BudgetCheck() {}

    static Budgets budgets(Map<ProxyKey, DocumentShape.Budget> written) {
        ProxyBudget others = ProxyBudget.DEFAULT;
        Map<String, DocumentShape.Budget> named = new LinkedHashMap<>();
        for (var entry : written.entrySet()) {
            if (entry.getKey().text().equals(ProxyKey.OTHERS)) {
                others = filled(entry.getValue(), ProxyBudget.DEFAULT);
            } else {
                named.put(entry.getKey().text(), entry.getValue());
            }
        }
        Map<String, ProxyBudget> byProxy = new LinkedHashMap<>();
        for (var entry : named.entrySet()) {
            byProxy.put(entry.getKey(), filled(entry.getValue(), others));
        }
        return new Budgets(byProxy, others);
    }

    private static ProxyBudget filled(DocumentShape.Budget written, ProxyBudget from) {
        return new ProxyBudget(
                written.sessions().map(Count::number).orElse(from.sessions()),
                written.buffered().map(Bytes::count).orElse(from.buffered()),
                written.cpu().map(Share::percent).orElse(from.cpu()),
                written.errorsPerMinute().map(Count::number).orElse(from.errorsPerMinute()));
    }
}
