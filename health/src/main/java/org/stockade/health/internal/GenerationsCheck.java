package org.stockade.health.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Firewall;
import org.stockade.access.Firewall.HeldCopy;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** Whether old policies and old code go away. */
@Component(property = "health.name=generations")
public final class GenerationsCheck implements HealthCheck {
    private static final int MANY = 20;

    private final CurrentFirewall current;

    @Activate
    public GenerationsCheck(@Reference CurrentFirewall current) {
        this.current = current;
    }

    @Override
    public List<Finding> check() {
        List<Finding> found = new ArrayList<>();
        current.get()
                .ifPresent(
                        firewall -> {
                            old(firewall, found);
                            held(firewall.unloads().held(), found);
                        });
        return found;
    }

    private static void old(Firewall firewall, List<Finding> found) {
        long old =
                firewall.generations().stream()
                        .filter(it -> it.retired().isPresent() && it.sessions() > 0)
                        .count();
        if (old > MANY) {
            found.add(
                    Finding.warn(
                            old + " old generations have sessions; over " + MANY + " are many",
                            "see generations and sessions; kill what need not go on, or lower the"
                                    + " policy's limits of old generations"));
        }
    }

    /** One held by something known is named; a JVM that has not collected yet holds the others. */
    private static void held(List<HeldCopy> held, List<Finding> found) {
        long unknown = 0;
        for (HeldCopy copy : held) {
            if (copy.holders().isEmpty()) {
                unknown++;
            } else {
                found.add(
                        Finding.critical(
                                copy.name()
                                        + " "
                                        + copy.version()
                                        + ", uninstalled "
                                        + copy.since().toSeconds()
                                        + " s ago, is held by "
                                        + String.join("; ", copy.holders()),
                                "end what holds it: a proxy must leave no thread behind"));
            }
        }
        if (unknown > 0) {
            found.add(
                    Finding.warn(
                            unknown
                                    + " copies of replaced code, uninstalled over 60 s ago, are"
                                    + " still in memory",
                            "ask generations check: it makes the JVM collect, and tells what is"
                                    + " left"));
        }
    }
}
