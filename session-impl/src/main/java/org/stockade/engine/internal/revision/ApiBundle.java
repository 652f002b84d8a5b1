package org.stockade.engine.internal.revision;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.stockade.proxy.ProxyFactory;

/**
 * The bundle whose session API the engine itself runs on.
 *
 * <p>A copy wired to another one would offer a factory that the engine cannot see, and old code
 * would serve for ever. So copies may import the API from this bundle only: where that cannot be,
 * they do not resolve, and somebody hears of it.
 *
 * @param packages all that it exports
 */
record ApiBundle(String symbolicName, String version, Set<String> packages) {
    private static final String PACKAGE = PackageNamespace.PACKAGE_NAMESPACE;

    /** That of an engine; empty if it has the API in itself. */
    static Optional<ApiBundle> of(Bundle engine) {
        BundleWiring wiring = engine.adapt(BundleWiring.class);
        if (wiring == null) {
            return Optional.empty();
        }
        String api = ProxyFactory.class.getPackageName();
        return wiring.getRequiredWires(PACKAGE).stream()
                .filter(wire -> api.equals(wire.getCapability().getAttributes().get(PACKAGE)))
                .findFirst()
                .map(ApiBundle::of);
    }

    private static ApiBundle of(BundleWire wire) {
        Set<String> packages =
                wire.getProviderWiring().getCapabilities(PACKAGE).stream()
                        .map(it -> String.valueOf(it.getAttributes().get(PACKAGE)))
                        .collect(Collectors.toUnmodifiableSet());
        return new ApiBundle(
                wire.getProvider().getSymbolicName(),
                wire.getProvider().getVersion().toString(),
                packages);
    }

    /** An {@code Import-Package} that takes the API from nowhere else. */
    String pin(String imports) {
        return Clauses.with(
                packages,
                imports,
                "bundle-symbolic-name",
                "\"%s\";bundle-version=\"[%s,%s]\"".formatted(symbolicName, version, version));
    }
}
