package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.stockade.chain.Chainer;
import org.stockade.chain.Router;
import org.stockade.engine.internal.nat.Translation;
import org.stockade.engine.internal.resolve.HostResolver;
import org.stockade.policy.ServicePolicy;
import org.stockade.proxy.ProxyFactory.Recipe;

/**
 * A service of one generation with everything it was configured to.
 *
 * @param recipe empty where the proxy is not there or refused its settings
 * @param bundle name and version of the bundle whose code serves; empty without one
 * @param takesDatagrams whether its proxy can serve a client that comes by UDP
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
        Map<String, Duration> timeLimits,
        boolean takesDatagrams,
        String refused) {
    boolean ready() {
        return refused.isEmpty();
    }
}
