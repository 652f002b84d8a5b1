package org.stockade.itests.framework;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A framework with the distribution's bundles as far as the engine needs them; no proxies, no
 * authenticators, no shell.
 */
final class RunningFramework implements AutoCloseable {
    private static final Path BUNDLES = Path.of(System.getProperty("stockade.dist"), "bundles");
    private static final List<String> LEFT_OUT =
            List.of(
                    "proxy-",
                    "auth-",
                    "bcprov-",
                    "unboundid-",
                    "shell-",
                    "text-censor",
                    "page-inspector",
                    "org.apache.felix.gogo");

    private final Framework framework;

    private RunningFramework(Framework framework) {
        this.framework = framework;
    }

    /** Starts one; what is in {@code storage} from an earlier one is there again. */
    static RunningFramework start(FrameworkProduct product, Path storage)
            throws IOException, BundleException {
        Map<String, String> configuration = new HashMap<>(product.settings());
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        Framework framework = product.create(configuration);
        framework.start();
        RunningFramework running = new RunningFramework(framework);
        if (running.context().getBundles().length == 1) {
            running.installDistribution();
        }
        return running;
    }

    private void installDistribution() throws IOException, BundleException {
        try (Stream<Path> jars = Files.list(BUNDLES)) {
            for (Path jar : jars.sorted().toList()) {
                String name = jar.getFileName().toString();
                if (name.endsWith(".jar") && LEFT_OUT.stream().noneMatch(name::startsWith)) {
                    context().installBundle(jar.toUri().toString());
                }
            }
        }
        for (Bundle bundle : context().getBundles()) {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Bundle install(String location, byte[] jar) throws BundleException {
        return context().installBundle(location, new ByteArrayInputStream(jar));
    }

    /** As the shell's command does it: by stream. */
    static void update(Bundle bundle, byte[] jar) throws BundleException {
        bundle.update(new ByteArrayInputStream(jar));
    }

    /** Refreshes a bundle and all that depend on it; returns when they are back. */
    void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        framework
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.countDown());
        done.await();
    }

    /** Has the engine serve a policy that lets nobody in, so that it makes generations. */
    void servePolicy() throws ReflectiveOperationException {
        configure(
                "org.stockade",
                "policy.text",
                """
                stockade: 1
                listeners: { none: { bind: ["127.0.0.1:0"] } }
                """);
    }

    /** Gives a component a configuration, by reflection: that API belongs to the bundles here. */
    void configure(String pid, String key, String value) throws ReflectiveOperationException {
        Object admin =
                context()
                        .getService(
                                context()
                                        .getServiceReference(
                                                "org.osgi.service.cm.ConfigurationAdmin"));
        Object configuration =
                admin.getClass()
                        .getMethod("getConfiguration", String.class, String.class)
                        .invoke(admin, pid, "?");
        configuration
                .getClass()
                .getMethod("update", Dictionary.class)
                .invoke(configuration, new Hashtable<>(Map.of(key, value)));
    }

    Bundle bundle(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** The bundles that are copies, whoever knows of them. */
    List<Bundle> copies() {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("stockade-generation:"))
                .toList();
    }

    EngineRevisions revisions() {
        return EngineRevisions.of(context());
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(20_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
