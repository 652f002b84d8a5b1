package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** The health checks in a bare framework, with and without the API of Felix health checks. */
class HealthIT {
    private static final String OURS = "org.stockade.health.HealthCheck";
    private static final String FELIX = "org.apache.felix.hc.api.HealthCheck";

    /** The service chat names a proxy that nobody has installed. */
    private static final String POLICY =
            """
            stockade: 1
            listeners: { relay: { bind: ["127.0.0.1:0"] } }
            services: { chat: { proxy: censor, router: { direct: ["127.0.0.1:9"] } } }
            rules: [{ listener: relay, service: chat }]
            """;

    @TempDir Path storage;

    private static BundleContext context(EmbeddedFirewall firewall) {
        return firewall.bundle("org.stockade.health").getBundleContext();
    }

    private static List<ServiceReference<?>> services(BundleContext context, String type)
            throws Exception {
        ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
        return found == null ? List.of() : Arrays.asList(found);
    }

    private static Object call(Object target, String type, String method) throws Exception {
        return target.getClass().getClassLoader().loadClass(type).getMethod(method).invoke(target);
    }

    /** What each check finds, as text. */
    private static Map<String, String> findings(BundleContext context) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (ServiceReference<?> reference : services(context, OURS)) {
            Object check = context.getService(reference);
            found.put(
                    String.valueOf(reference.getProperty("health.name")),
                    String.valueOf(call(check, OURS, "check")));
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void checksShouldWorkWhereFelixHealthChecksAreAbsent(FrameworkProduct product)
            throws Exception {
        try (EmbeddedFirewall firewall = EmbeddedFirewall.start(product, storage, POLICY)) {
            BundleContext context = context(firewall);

            Map<String, String> found = findings(context);

            assertThat(found)
                    .containsKeys(
                            "debugger", "jmx", "resources", "shells", "web-console", "generations")
                    .containsEntry("certificates", "[]")
                    .containsEntry("firewall", "[]");
            assertThat(found.get("proxies")).contains("CRITICAL", "service chat refuses");
            assertThat(found.get("signatures")).doesNotContain("WARN", "CRITICAL");
            assertThat(services(context, FELIX)).isEmpty();
            assertThat(context.getBundle().getState()).isEqualTo(Bundle.ACTIVE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void felixHealthChecksShouldSeeEachOfThemWhereTheirApiIs(FrameworkProduct product)
            throws Exception {
        try (EmbeddedFirewall firewall = EmbeddedFirewall.start(product, storage, POLICY)) {
            Bundle health = firewall.bundle("org.stockade.health");
            installFelixApi(health.getBundleContext());
            refresh(health);
            int ours = services(health.getBundleContext(), OURS).size();
            await().until(() -> services(context(firewall), FELIX).size() == ours);

            assertThat(results(context(firewall)))
                    .containsEntry("Stockade: firewall", "OK")
                    .containsEntry("Stockade: proxies", "CRITICAL");

            BundleContext framework =
                    context(firewall)
                            .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                            .getBundleContext();
            health.stop();
            assertThat(services(framework, FELIX)).isEmpty();
        }
    }

    private static void installFelixApi(BundleContext context) throws Exception {
        List<Bundle> installed = new ArrayList<>();
        for (String jar : System.getProperty("stockade.felix-health").split(File.pathSeparator)) {
            installed.add(context.installBundle(Path.of(jar).toUri().toString()));
        }
        for (Bundle bundle : installed) {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    private static void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        bundle.getBundleContext()
                .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.countDown());
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** The status of each, as their executor would get it. */
    private static Map<String, String> results(BundleContext context) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (ServiceReference<?> reference : services(context, FELIX)) {
            assertThat((String[]) reference.getProperty("hc.tags")).containsExactly("stockade");
            Object result = call(context.getService(reference), FELIX, "execute");
            found.put(
                    String.valueOf(reference.getProperty("hc.name")),
                    String.valueOf(call(result, "org.apache.felix.hc.api.Result", "getStatus")));
        }
        return found;
    }
}
