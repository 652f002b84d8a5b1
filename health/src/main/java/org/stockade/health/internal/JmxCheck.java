package org.stockade.health.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** Whether the JVM was told to listen for JMX: who may connect runs any code in it. */
@Component(property = "health.name=jmx")
public final class JmxCheck implements HealthCheck {
    private static final String REMOTE = "com.sun.management.jmxremote";

    private final Surroundings around;

    @Activate
    public JmxCheck(@Reference Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Finding> check() {
        List<Finding> found = new ArrayList<>();
        around.property(REMOTE + ".port").ifPresent(port -> look(port, found));
        return found;
    }

    private void look(String port, List<Finding> found) {
        Reach reach = around.property(REMOTE + ".host").map(Reach::of).orElse(Reach.NETWORK);
        String what = "JMX on port " + port + " is reached " + reach;
        if (isOff("authenticate")) {
            String said = what + " and asks for no password";
            String mend = "set " + REMOTE + ".authenticate=true, or unset " + REMOTE + ".port";
            found.add(
                    reach == Reach.NETWORK
                            ? Finding.critical(said, mend)
                            : Finding.warn(said, mend));
        }
        if (isOff("ssl") && reach == Reach.NETWORK) {
            found.add(
                    Finding.warn(
                            what + " without TLS",
                            "set "
                                    + REMOTE
                                    + ".ssl=true, or "
                                    + REMOTE
                                    + ".host=127.0.0.1 and a tunnel"));
        }
    }

    private boolean isOff(String key) {
        return around.property(REMOTE + "." + key).filter("false"::equalsIgnoreCase).isPresent();
    }
}
