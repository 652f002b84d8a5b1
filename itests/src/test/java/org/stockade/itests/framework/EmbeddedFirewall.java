package org.stockade.itests.framework;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.stockade.itests.peers.Places;

/**
 * The firewall as an embedder has it: our bundles in a framework of theirs, started by a
 * configuration of Config Admin. The test shares no class of ours with the framework, so it asks by
 * reflection.
 */
final class EmbeddedFirewall implements AutoCloseable {
    private final RunningFramework framework;

    private EmbeddedFirewall(RunningFramework framework) {
        this.framework = framework;
    }

    /** Installs the two proxies and configures a policy, which stands in no file. */
    static EmbeddedFirewall start(FrameworkProduct product, Path storage, String policy)
            throws IOException, BundleException {
        RunningFramework framework = RunningFramework.start(product, storage);
        for (String proxy : List.of("proxy-http", "proxy-plain")) {
            framework.context().installBundle(Places.bundle(proxy).toUri().toString()).start();
        }
        EmbeddedFirewall embedded = new EmbeddedFirewall(framework);
        embedded.configure(policy, storage);
        return embedded;
    }

    private void configure(String policy, Path storage) {
        Dictionary<String, Object> values = new Hashtable<>();
        values.put("policy.text", policy);
        values.put("firewall.name", "edge");
        values.put("state.dir", storage.resolve("state").toString());
        Object admin = service("org.osgi.service.cm.ConfigurationAdmin");
        Object configuration =
                call(
                        admin,
                        "getConfiguration",
                        new Class<?>[] {String.class, String.class},
                        "org.stockade",
                        "?");
        call(configuration, "update", new Class<?>[] {Dictionary.class}, values);
        call(firewall(), "awaitServing", new Class<?>[] {Duration.class}, Duration.ofSeconds(10));
    }

    /** The {@code Firewall} service. */
    Object firewall() {
        return service("org.stockade.access.Firewall");
    }

    /** What a method without arguments answers. */
    Object ask(String method) {
        return call(firewall(), method, new Class<?>[0]);
    }

    BundleContext context() {
        return framework.context();
    }

    Bundle bundle(String symbolicName) {
        return framework.bundle(symbolicName);
    }

    private Object service(String type) {
        BundleContext context = framework.context();
        await().until(() -> reference(context, type) != null);
        return context.getService(reference(context, type));
    }

    private static ServiceReference<?> reference(BundleContext context, String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            return found == null ? null : found[0];
        } catch (org.osgi.framework.InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a method of an interface of it answers. */
    static Object call(Object target, String method, Class<?>[] types, Object... arguments) {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> each : type.getInterfaces()) {
                try {
                    return each.getMethod(method, types).invoke(target, arguments);
                } catch (NoSuchMethodException elsewhere) {
                    continue;
                } catch (ReflectiveOperationException failed) {
                    throw new AssertionError(method + ": " + failed.getCause(), failed);
                }
            }
        }
        throw new AssertionError(target + " has no method " + method);
    }

    @Override
    public void close() throws BundleException {
        framework.close();
    }
}
