package org.stockade.health.internal;

import java.util.Optional;
import org.stockade.health.Finding;

/**
 * How much of something is used.
 *
 * @param most all that there is; not above 0: nobody knows, and nothing is found
 */
record Gauge(String what, long used, long most, String mend) {
    private static final int WARN = 80;
    private static final int CRITICAL = 95;

    /** A finding from 80 % on, a critical one from 95 % on. */
    Optional<Finding> judge() {
        if (most <= 0) {
            return Optional.empty();
        }
        long percent = (long) (100.0 * used / most);
        String said = what + ": " + used + " of " + most + " in use (" + percent + " %)";
        if (percent >= CRITICAL) {
            return Optional.of(Finding.critical(said, mend));
        }
        return percent >= WARN ? Optional.of(Finding.warn(said, mend)) : Optional.empty();
    }
}
