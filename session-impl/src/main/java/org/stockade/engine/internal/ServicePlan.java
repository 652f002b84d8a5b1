package org.stockade.engine.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.chain.Chainer;
import org.stockade.chain.HostResolver;
import org.stockade.chain.Router;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.engine.internal.nat.Translation;
import org.stockade.policy.ServicePolicy;
import org.stockade.proxy.ProxyFactory.Recipe;

/**
 * A service of one generation with everything it was configured to.
 *
 * @param recipe empty where the proxy is not there or refused its settings
 * @param bundle name and version of the bundle whose code serves; empty without one
 * @param takesDatagrams whether its proxy can serve a client that comes by UDP
 * @param namesServers whether its proxy may name its server
 * @param parts what else it is made of
 * @param judge who says whether credentials are somebody's; empty: nobody is asked
 * @param refused why its sessions are refused; empty: they are not
 */
record ServicePlan(
        ServicePolicy policy,
        Optional<Recipe> recipe,
        String bundle,
        Router router,
        Chainer chainer,
        Translation translation,
        HostResolver resolver,
        Optional<Judge> judge,
        Map<String, Duration> timeLimits,
        boolean takesDatagrams,
        boolean namesServers,
        Parts parts,
        String refused) {
    /**
     * What is inside its chainer and its settings.
     *
     * @param chain the names of its chainers, from its proxy to the server
     * @param children what is stacked anywhere, as the document names them
     */
    record Parts(List<String> chain, List<ChildRecipe> children) {
        Parts {
            chain = List.copyOf(chain);
            children = List.copyOf(children);
        }
    }

    boolean ready() {
        return refused.isEmpty();
    }
}
