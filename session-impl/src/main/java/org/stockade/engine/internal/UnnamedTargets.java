package org.stockade.engine.internal;

import java.util.List;
import java.util.Map;
import org.stockade.chain.Chainer;
import org.stockade.engine.internal.route.ConnectChainer;
import org.stockade.engine.internal.route.InbandRouter;
import org.stockade.engine.internal.route.MultiTargetChainer;
import org.stockade.engine.internal.route.SideStackChainer;
import org.stockade.policy.Policy;
import org.stockade.policy.ServicePolicy;

/**
 * Services whose router leaves the target to a protocol that never names one: all of their sessions
 * fail. A router or chainer of another bundle may know a target all the same, and is left out.
 */
record UnnamedTargets(Policy policy, Map<String, ServicePlan> plans) {
    /** A line each, with its place in front. */
    List<String> warnings() {
        return policy.services().stream()
                .map(ServicePolicy::name)
                .map(plans::get)
                .filter(plan -> plan != null && plan.router() instanceof InbandRouter)
                .filter(plan -> !plan.namesServers() && !namesServers(plan.chainer()))
                .map(UnnamedTargets::line)
                .toList();
    }

    /** Whether what is between the proxy and its server may name that. */
    private static boolean namesServers(Chainer chainer) {
        if (chainer instanceof SideStackChainer(ChildRecipe child, Chainer next)) {
            return child.recipe().map(AskedRecipe::namesServers).orElse(true) || namesServers(next);
        }
        return !(chainer instanceof ConnectChainer || chainer instanceof MultiTargetChainer);
    }

    private static String line(ServicePlan plan) {
        return plan.policy().routerWith().place()
                + ": service \""
                + plan.policy().name()
                + "\": proxy \""
                + plan.policy().proxy()
                + "\" never names its server, and router \""
                + plan.policy().router()
                + "\" leaves that to it, so every session fails; use router: { direct:"
                + " [ADDRESS:PORT] } or transparent";
    }
}
