package org.stockade.health.internal;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** Whether the Felix Web Console, from which all can be replaced, still takes admin and admin. */
@Component(property = "health.name=web-console")
public final class WebConsoleCheck implements HealthCheck {
    private static final String BUNDLE = "org.apache.felix.webconsole";
    private static final String PID = BUNDLE + ".internal.servlet.OsgiManager";

    /** "admin", and its SHA-256 as the console keeps it. */
    private static final List<String> DEFAULTS =
            List.of("admin", "{sha-256}jGl25bVBBBW96Qi9Te4V37Fnqchz/Eu4qB9vKrRIqRg=");

    private final Surroundings around;

    @Activate
    public WebConsoleCheck(@Reference Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Finding> check() {
        // A security provider asks for something else than this password.
        if (!around.runs(BUNDLE)
                || around.offers("(objectClass=" + BUNDLE + ".WebConsoleSecurityProvider*)")
                || around.offers("(objectClass=" + BUNDLE + ".spi.SecurityProvider)")) {
            return List.of();
        }
        Optional<String> password =
                around.configured(PID, "password")
                        .or(() -> around.property("felix.webconsole.password"));
        return password.filter(set -> !DEFAULTS.contains(set)).isPresent()
                ? List.of()
                : List.of(
                        Finding.critical(
                                "the Felix Web Console takes the default password",
                                "set password in the configuration " + PID));
    }
}
