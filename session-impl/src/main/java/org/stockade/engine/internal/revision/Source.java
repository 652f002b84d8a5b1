package org.stockade.engine.internal.revision;

import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * A bundle that people install, update and stop; its code runs from copies.
 *
 * @param id of the bundle, what the framework's commands take
 */
public record Source(String symbolicName, String version, long id) {
    /** Header by which a bundle asks to be treated as one; any value. */
    static final String HEADER = "Stockade-Proxy";

    static Source of(Bundle bundle) {
        return new Source(
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString(),
                bundle.getBundleId());
    }

    /** Whether a bundle, as it is now, says that it has proxies, routers or chainers. */
    static boolean is(Bundle bundle) {
        if (bundle.getHeaders("").get(HEADER) != null) {
            return true;
        }
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return false;
        }
        // Builders write this capability from the annotations of components: authors need do
        // nothing.
        for (BundleCapability service : revision.getDeclaredCapabilities("osgi.service")) {
            if (offersFactory(service.getAttributes())) {
                return true;
            }
        }
        return false;
    }

    /** Whether all that a bundle says it has for policies is of one kind. */
    static boolean offersAlone(Bundle bundle, Kind kind) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null || bundle.getHeaders("").get(HEADER) != null) {
            return false;
        }
        List<String> offered =
                revision.getDeclaredCapabilities("osgi.service").stream()
                        .flatMap(service -> types(service.getAttributes()).stream())
                        .filter(Kind::isFactory)
                        .toList();
        return !offered.isEmpty() && offered.stream().allMatch(kind.type().getName()::equals);
    }

    private static boolean offersFactory(Map<String, Object> attributes) {
        return types(attributes).stream().anyMatch(Kind::isFactory);
    }

    private static List<String> types(Map<String, Object> attributes) {
        List<?> types =
                switch (attributes.get("objectClass")) {
                    case List<?> several -> several;
                    case String one -> List.of(one);
                    case null, default -> List.of();
                };
        return types.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }

    /** {@code org.example.pop3 1.2.0 (bundle 12)}. */
    @Override
    public String toString() {
        return symbolicName + " " + version + " (bundle " + id + ")";
    }
}
