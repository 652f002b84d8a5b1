package org.stockade.health.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.stockade.health.HealthCheck;

/**
 * Offers every health check to Felix's health checks, with the tag {@code stockade}, where their
 * API is installed; does nothing elsewhere, and loads no class of it.
 */
@Component(
        immediate = true,
        service = {})
public final class FelixHealth {
    private static final String API = "org.apache.felix.hc.api";

    private final BundleContext context;
    private final boolean there;
    private final Map<ServiceReference<HealthCheck>, ServiceRegistration<?>> registered =
            new ConcurrentHashMap<>();

    @Activate
    public FelixHealth(BundleContext context) {
        this.context = context;
        this.there =
                context
                        .getBundle()
                        .adapt(BundleWiring.class)
                        .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)
                        .stream()
                        .map(wire -> wire.getCapability().getAttributes())
                        .anyMatch(it -> API.equals(it.get(PackageNamespace.PACKAGE_NAMESPACE)));
    }

    @Reference(
            service = HealthCheck.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bind(ServiceReference<HealthCheck> check) {
        if (there) {
            registered.put(check, FelixCheck.register(context, check));
        }
    }

    void unbind(ServiceReference<HealthCheck> check) {
        ServiceRegistration<?> gone = registered.remove(check);
        if (gone != null) {
            gone.unregister();
        }
    }

    @Deactivate
    void deactivate() {
        registered.keySet().forEach(this::unbind);
    }
}
