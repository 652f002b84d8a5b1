package org.stockade.health.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Firewall;
import org.stockade.access.Firewall.ProxyState;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.access.Quarantine;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/**
 * Services that refuse their sessions, proxies in quarantine, and those whose bundle is not what
 * somebody wanted.
 */
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
        Set<String> quarantined = new HashSet<>();
        for (Quarantine quarantine : firewall.quarantines()) {
            quarantined.add(quarantine.proxy());
            found.add(
                    Finding.critical(
                            "proxy "
                                    + quarantine.proxy()
                                    + " is quarantined since "
                                    + quarantine.since()
                                    + ": "
                                    + quarantine.why(),
                            "update bundle "
                                    + quarantine.bundle()
                                    + " to a version that does not, or ask proxy "
                                    + quarantine.proxy()
                                    + " resume"));
        }
        for (ServiceState service : firewall.services()) {
            if (!service.state().equals("ready") && !quarantined.contains(service.proxy())) {
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
            if (proxy.sourceBundle() >= 0
                    && !isWell(proxy.state())
                    && !quarantined.contains(proxy.name())) {
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
