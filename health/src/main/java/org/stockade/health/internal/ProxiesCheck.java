package org.stockade.health.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Firewall;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** Services that refuse their sessions, and proxies whose bundle is not what somebody wanted. */
@Component(property = "health.name=proxies")
public final class ProxiesCheck implements HealthCheck {
    private final CurrentFirewall current;

    @Activate
    public ProxiesCheck(@Reference CurrentFirewall current) {
        this.current = current;
    }

    @Override
    public List<Finding> check() {
        List<Finding> found = new ArrayList<>();
        current.get().ifPresent(firewall -> look(firewall, found));
        return found;
    }

    private static void look(Firewall firewall, List<Finding> found) {
        for (ServiceState service : firewall.services()) {
            if (!service.state().equals("ready")) {
                found.add(
                        Finding.critical(
                                "service "
                                        + service.name()
                                        + " refuses its sessions: "
                                        + service.state(),
                                "install a bundle with the proxy "
                                        + service.proxy()
                                        + ", or correct what the policy says of it"));
            }
        }
        for (ProxyState proxy : firewall.proxies()) {
            // One that no bundle has is a service that refuses: said above.
            if (proxy.sourceBundle() >= 0 && !isWell(proxy.state())) {
                found.add(
                        Finding.warn(
                                "proxy " + proxy.name() + ": " + proxy.state(),
                                "see the log, then start or update bundle "
                                        + proxy.sourceBundle()));
            }
        }
    }

    /** A new version that is being tried is nothing to worry about; one that was withdrawn is. */
    private static boolean isWell(String state) {
        return state.equals("active") || state.startsWith("active; canary ");
    }
}
