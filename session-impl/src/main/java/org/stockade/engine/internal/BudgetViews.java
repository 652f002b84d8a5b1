package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.stockade.access.Budgeted;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.access.ProxyUse;
import org.stockade.access.Quarantine;
import org.stockade.engine.internal.containment.Account;
import org.stockade.engine.internal.containment.Containment;
import org.stockade.policy.ProxyBudget;

/** What proxies use, and the quarantines, for shells and embedders. */
final class BudgetViews {
    private final Engine engine;
    private final Containment containment;
    private final PartViews parts;

    BudgetViews(Engine engine, PartViews parts) {
        this.engine = engine;
        this.containment = engine.containment();
        this.parts = parts;
    }

    /** Those of the bundles that new sessions would run. */
    List<Quarantine> quarantines() {
        List<Quarantine> found = new ArrayList<>();
        for (ProxyState proxy : parts.proxies()) {
            containment.quarantine(proxy.name(), proxy.bundle()).ifPresent(found::add);
        }
        return found;
    }

    boolean resume(String proxy) {
        return find(proxy).map(found -> containment.resume(found.bundle())).orElse(false);
    }

    Optional<ProxyUse> use(String proxy) {
        return find(proxy)
                .map(
                        found ->
                                new ProxyUse(
                                        proxy,
                                        found.bundle(),
                                        found.state(),
                                        containment.quarantine(proxy, found.bundle()),
                                        budgets(containment.account(proxy, found.bundle()))));
    }

    private Optional<ProxyState> find(String proxy) {
        return parts.proxies().stream().filter(each -> each.name().equals(proxy)).findFirst();
    }

    private List<Budgeted> budgets(Account account) {
        ProxyBudget budget = engine.generations().budgets().of(account.proxy());
        long held = BudgetWatch.held(engine.live()).getOrDefault(account, 0L);
        return List.of(
                budgeted("sessions", OptionalLong.of(account.sessions()), budget.sessions()),
                budgeted("buffered", OptionalLong.of(held), budget.buffered()),
                budgeted("cpu", account.cpu(), budget.cpu()),
                budgeted(
                        "errors-per-minute",
                        OptionalLong.of(account.errors()),
                        budget.errorsPerMinute()));
    }

    private static Budgeted budgeted(String what, OptionalLong used, long budget) {
        return new Budgeted(
                what,
                used,
                budget == ProxyBudget.NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(budget));
    }
}
