package org.stockade.health;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service that looks at one thing that may be wrong. Its property {@code health.name} says
 * at what, in kebab-case: {@code generations}.
 */
@ConsumerType
@FunctionalInterface
public interface HealthCheck {
    /**
     * Looks, now. Any thread may call it, at any time; it changes nothing and takes well under a
     * second. What it throws counts as {@link Finding.Status#CRITICAL}.
     *
     * @return what it found, in any order; empty: all is well
     */
    List<Finding> check();
}
