package org.stockade.health.internal;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/**
 * Whether the JVM was started with a debugger's agent, which runs any code for whoever connects.
 */
@Component(property = "health.name=debugger")
public final class DebuggerCheck implements HealthCheck {
    @Activate
    public DebuggerCheck() {}

    @Override
    public List<Finding> check() {
        return of(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** What the arguments of a JVM say. */
    static List<Finding> of(List<String> arguments) {
        return arguments.stream()
                .flatMap(it -> options(it).stream())
                .map(DebuggerCheck::judge)
                .toList();
    }

    /** The options of the agent, if it is one. */
    private static Optional<String> options(String argument) {
        return Stream.of("-agentlib:jdwp=", "-Xrunjdwp:")
                .filter(argument::startsWith)
                .map(start -> argument.substring(start.length()))
                .findFirst();
    }

    private static Finding judge(String options) {
        String address =
                Stream.of(options.split(",", -1))
                        .filter(option -> option.startsWith("address="))
                        .map(option -> option.substring("address=".length()))
                        .findFirst()
                        .orElse("");
        // Since JDK 9 a port alone is one of this machine.
        Reach reach = Reach.ofAddress(address, Reach.MACHINE);
        String said = "a debugger's agent is loaded (" + options + "), reached " + reach;
        String mend = "start the JVM without it";
        return reach == Reach.NETWORK ? Finding.critical(said, mend) : Finding.warn(said, mend);
    }
}
