package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stockade.access.Firewall.TargetState;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.route.DirectRouter;
import org.stockade.engine.internal.route.TargetTable;

/** Snapshots of what is known of servers, for shells and embedders. */
record TargetViews(Engine engine) {
    /** By service, in the order of the policy: those it names first. */
    List<TargetState> targets() {
        List<TargetState> all = new ArrayList<>();
        if (engine.generations().hasPolicy()) {
            for (ServicePlan plan : engine.generations().current().plans()) {
                TargetTable table = engine.counters().of(plan.policy().name()).targets();
                Set<SockAddr> targets = new LinkedHashSet<>();
                if (plan.router() instanceof DirectRouter direct) {
                    targets.addAll(direct.targets());
                }
                targets.addAll(table.known());
                targets.forEach(each -> all.add(state(plan.policy().name(), each, table)));
            }
        }
        return List.copyOf(all);
    }

    private static TargetState state(String service, SockAddr target, TargetTable table) {
        Optional<Duration> down = table.downFor(target);
        return new TargetState(
                service,
                target.toString(),
                switch (table.state(target)) {
                    case UP -> table.share(target) < 100 ? "starting" : "up";
                    case DOWN -> "down";
                    case UNHEALTHY -> "unhealthy";
                },
                down,
                table.connections(target),
                table.check(target));
    }
}
