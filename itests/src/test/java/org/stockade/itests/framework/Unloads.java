package org.stockade.itests.framework;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * What the firewall of a framework says of replaced code; by reflection, for the test shares no
 * class of ours with the framework.
 *
 * @param held name, version and what holds it
 */
record Unloads(int made, int uninstalled, int collected, List<String> held) {
    private static final String FIREWALL = "org.stockade.access.Firewall";

    /** Waits until there is a firewall and its policy is in force. */
    static void whenServing(BundleContext context) {
        EmbeddedFirewall.call(
                firewall(context),
                "awaitServing",
                new Class<?>[] {Duration.class},
                Duration.ofSeconds(10));
    }

    /** After it has had the JVM collect. */
    static Unloads forced(BundleContext context) {
        Object found =
                EmbeddedFirewall.call(
                        firewall(context),
                        "forceUnloads",
                        new Class<?>[] {Duration.class},
                        Duration.ofSeconds(10));
        return new Unloads(
                (int) part(found, "made"),
                (int) part(found, "uninstalled"),
                (int) part(found, "collected"),
                ((List<?>) part(found, "held")).stream().map(Unloads::text).toList());
    }

    private static String text(Object held) {
        return part(held, "name") + " " + part(held, "version") + " " + part(held, "holders");
    }

    /** The states of its generations, oldest first. */
    static List<String> generationStates(BundleContext context) {
        Object all = EmbeddedFirewall.call(firewall(context), "generations", new Class<?>[0]);
        return ((List<?>) all).stream().map(each -> part(each, "state").toString()).toList();
    }

    private static Object part(Object record, String name) {
        try {
            return record.getClass().getMethod(name).invoke(record);
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(missing);
        }
    }

    private static Object firewall(BundleContext context) {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> service(context), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Object> service(BundleContext context) {
        ServiceReference<?> reference = context.getServiceReference(FIREWALL);
        return Optional.ofNullable(reference).map(context::getService);
    }
}
