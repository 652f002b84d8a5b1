package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

class HealthCommandsTest {
    private final Map<Object, HealthCheck> services = new HashMap<>();
    private final BundleContext context =
            fake(
                    BundleContext.class,
                    (self, method, args) ->
                            method.getName().equals("getService") ? services.get(args[0]) : true);
    private final HealthChecks checks = new HealthChecks(context);
    private final CommandLine line = new CommandLine(context, new CurrentFirewall(), checks);

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    /** A check as it stands in the service registry. */
    private ServiceReference<HealthCheck> offer(String name, HealthCheck check) {
        @SuppressWarnings("unchecked")
        ServiceReference<HealthCheck> reference =
                fake(
                        ServiceReference.class,
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "getProperty" ->
                                            args[0].equals("health.name") ? name : null;
                                    case "hashCode" -> name.hashCode();
                                    case "equals" -> self == args[0];
                                    default -> self == args[0] ? 0 : name.compareTo("m");
                                });
        services.put(reference, check);
        checks.bind(reference);
        return reference;
    }

    private CommandLine.Printed health(String... more) {
        List<String> words = new ArrayList<>(List.of("health"));
        words.addAll(List.of(more));
        return line.run(words, Path.of(""), "root");
    }

    @Test
    void everyCheckShouldHaveARowAndAWarningExitWithZero() {
        offer("well", List::of);
        offer("doors", () -> List.of(Finding.warn("the door is open", "close it")));

        assertThat(health())
                .isEqualTo(
                        new CommandLine.Printed(
                                0,
                                """
                                NAME   STATUS  WHAT              MEND
                                doors  WARN    the door is open  close it
                                well   OK      -                 -
                                """,
                                ""));
    }

    @Test
    void criticalFindingShouldExitWithOneAndBeThereForPrograms() {
        offer("doors", () -> List.of(Finding.critical("no door", "build one")));

        assertThat(health("--json"))
                .isEqualTo(
                        new CommandLine.Printed(
                                1,
                                "[{\"name\":\"doors\",\"status\":\"CRITICAL\",\"what\":\"no"
                                        + " door\",\"mend\":\"build one\"}]\n",
                                ""));
    }

    @Test
    void checkThatThrowsShouldBeCritical() {
        offer(
                "odd",
                () -> {
                    throw new IllegalStateException("lost");
                });

        assertThat(health().exit()).isEqualTo(1);
        assertThat(health().out()).contains("CRITICAL  the check itself failed: lost");
    }

    @Test
    void frameworkWithoutChecksShouldNotPassForHealthy() {
        checks.unbind(offer("gone", List::of));

        assertThat(health().exit()).isEqualTo(1);
        assertThat(health().error()).contains("install and start the bundle org.stockade.health");
    }
}
