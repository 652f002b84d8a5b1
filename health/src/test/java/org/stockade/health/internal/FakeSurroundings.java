package org.stockade.health.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A framework with the bundles, properties, configurations and services that a test names. */
final class FakeSurroundings {
    private final Set<String> bundles = new HashSet<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, Dictionary<String, Object>> configurations = new HashMap<>();
    private final Set<String> services = new HashSet<>();

    FakeSurroundings bundle(String symbolicName) {
        bundles.add(symbolicName);
        return this;
    }

    FakeSurroundings property(String key, String value) {
        properties.put(key, value);
        return this;
    }

    FakeSurroundings configured(String pid, String key, String value) {
        configurations.put("(service.pid=" + pid + ")", new Hashtable<>(Map.of(key, value)));
        return this;
    }

    /** A service that this filter finds. */
    FakeSurroundings service(String filter) {
        services.add(filter);
        return this;
    }

    Surroundings get() {
        return new Surroundings(
                fake(
                        BundleContext.class,
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "getBundles" ->
                                            bundles.stream()
                                                    .map(FakeSurroundings::active)
                                                    .toArray(Bundle[]::new);
                                    case "getProperty" -> properties.get((String) args[0]);
                                    case "getAllServiceReferences" ->
                                            services.contains((String) args[1])
                                                    ? new ServiceReference<?>[1]
                                                    : null;
                                    default -> throw unknown(method.getName());
                                }),
                fake(
                        ConfigurationAdmin.class,
                        (self, method, args) -> found(configurations.get((String) args[0]))));
    }

    private static Configuration @Nullable [] found(@Nullable Dictionary<String, Object> values) {
        return values == null
                ? null
                : new Configuration[] {fake(Configuration.class, (self, method, args) -> values)};
    }

    private static Bundle active(String symbolicName) {
        return fake(
                Bundle.class,
                (self, method, args) ->
                        switch (method.getName()) {
                            case "getSymbolicName" -> symbolicName;
                            case "getState" -> Bundle.ACTIVE;
                            default -> throw unknown(method.getName());
                        });
    }

    private static UnsupportedOperationException unknown(String method) {
        return new UnsupportedOperationException(method);
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
