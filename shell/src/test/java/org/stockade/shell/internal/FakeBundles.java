package org.stockade.shell.internal;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;

/** A framework with two bundles: 7 starts, 8 does not resolve. */
record FakeBundles(Map<String, String> properties) {
    BundleContext context() {
        return (BundleContext)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {BundleContext.class},
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "getBundles" -> new Bundle[] {bundle(7), bundle(8)};
                                    case "getProperty" -> properties.get((String) args[0]);
                                    case "getBundle" ->
                                            args[0] instanceof Long id && (id == 7 || id == 8)
                                                    ? bundle(id)
                                                    : null;
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    private static Bundle bundle(long id) {
        return (Bundle)
                Proxy.newProxyInstance(
                        FakeBundles.class.getClassLoader(),
                        new Class<?>[] {Bundle.class},
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "getBundleId" -> id;
                                    case "getState" -> Bundle.ACTIVE;
                                    case "getSymbolicName" -> "org.example.b" + id;
                                    case "getVersion" -> new Version(1, 2, 3);
                                    case "getLocation" -> "file:/b" + id + ".jar";
                                    case "start" -> {
                                        if (id == 8) {
                                            throw new BundleException("Unable to resolve\n  b8");
                                        }
                                        yield null;
                                    }
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }
}
