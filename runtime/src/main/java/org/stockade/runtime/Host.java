package org.stockade.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/** The framework with the bundles of the distribution. */
final class Host {
    private static final long CONTROL_MILLIS = 10_000;
    private static final long STOP_MILLIS = 15_000;

    private final System.Logger log = System.getLogger("org.stockade.runtime");
    private final Framework framework;
    private final Map<String, Bundle> bundles = new LinkedHashMap<>();

    private Host(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts the framework and all bundles except the engine.
     *
     * @param cache wiped at the start: everything in it comes from the distribution again
     * @throws LaunchException if a core bundle is missing or does not resolve; the framework is
     *     stopped then
     */
    static Host start(Distribution distribution, Path cache, Map<String, String> properties)
            throws LaunchException {
        Map<String, Object> configuration = new HashMap<>(properties);
        configuration.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        configuration.put(
                Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // What is installed from there needs no signature.
        configuration.put(
                "org.stockade.distribution", distribution.home().resolve("bundles").toString());
        configuration.put("felix.log.level", "2");
        configuration.put("felix.log.logger", new FelixLog());
        Host host = new Host(newFramework(configuration));
        try {
            host.framework.start();
            host.install(distribution);
            host.startAllButEngine();
            return host;
        } catch (BundleException failure) {
            host.stop();
            throw LaunchException.failed(
                    "the framework does not start: " + LaunchException.line(failure));
        } catch (LaunchException failure) {
            host.stop();
            throw failure;
        }
    }

    /** The interface of the factory wants texts; Felix takes a logger among them. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Framework newFramework(Map<String, Object> configuration)
            throws LaunchException {
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        LaunchException.failed(
                                                "no OSGi framework in lib; install the distribution"
                                                        + " again"));
        return factory.newFramework((Map) configuration);
    }

    private void install(Distribution distribution) throws LaunchException {
        for (Path jar : distribution.bundles()) {
            try (InputStream in = Files.newInputStream(jar)) {
                Bundle bundle = context().installBundle(jar.toUri().toString(), in);
                bundles.put(String.valueOf(bundle.getSymbolicName()), bundle);
            } catch (IOException | BundleException failure) {
                throw LaunchException.failed(
                        "bundle "
                                + jar
                                + " cannot be installed: "
                                + Unresolved.line(failure)
                                + "; install the distribution again");
            }
        }
        List<String> missing = new ArrayList<>(Distribution.CORE);
        missing.removeAll(bundles.keySet());
        if (!missing.isEmpty()) {
            throw LaunchException.failed(
                    "core bundle "
                            + String.join(", ", missing)
                            + " is missing from "
                            + distribution.home().resolve("bundles")
                            + "; install the distribution again");
        }
    }

    private void startAllButEngine() throws LaunchException {
        for (String core : Distribution.CORE) {
            if (!core.equals(Distribution.ENGINE)) {
                startCore(core);
            }
        }
        for (Bundle bundle : bundles.values()) {
            if (!Distribution.CORE.contains(bundle.getSymbolicName()) && !isFragment(bundle)) {
                try {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                } catch (BundleException failure) {
                    log.log(
                            System.Logger.Level.WARNING,
                            "runtime.bundle-failed nosession: a bundle of the distribution did not"
                                    + " start; bundle='"
                                    + bundle.getSymbolicName()
                                    + "', why='"
                                    + Unresolved.line(failure)
                                    + "'");
                }
            }
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** Starts the engine, which opens the listeners when it has its configuration. */
    void startEngine() throws LaunchException {
        startCore(Distribution.ENGINE);
    }

    private void startCore(String name) throws LaunchException {
        @Nullable Bundle bundle = bundles.get(name);
        if (bundle == null) {
            throw LaunchException.failed("core bundle " + name + " is missing");
        }
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException failure) {
            throw LaunchException.failed(
                    "core bundle " + name + " does not start: " + Unresolved.line(failure));
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** The shell bundle's function; waits for it. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Control control() throws LaunchException {
        try {
            ServiceTracker<Function, Function> tracker =
                    new ServiceTracker<>(
                            context(),
                            FrameworkUtil.createFilter(
                                    "(&(objectClass=java.util.function.Function)"
                                            + "(stockade.control=true))"),
                            null);
            tracker.open();
            @Nullable Function found = tracker.waitForService(CONTROL_MILLIS);
            if (found == null) {
                throw LaunchException.failed(
                        "the shell did not start within "
                                + CONTROL_MILLIS / 1000
                                + " s; the log says why");
            }
            return new Control(found);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw LaunchException.failed("interrupted while the shell was starting");
        }
    }

    /** Waits until somebody has stopped the framework. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops the framework and waits for that; {@code false} if it takes too long. */
    boolean stop() {
        try {
            framework.stop();
            return framework.waitForStop(STOP_MILLIS).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException failure) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
