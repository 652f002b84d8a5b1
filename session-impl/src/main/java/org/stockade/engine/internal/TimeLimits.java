package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Map;

/** The product's own time limits, where neither service nor proxy has one. */
final class TimeLimits {
    /**
     * Stands for "no limit"; long enough that nobody waits for it, short enough for arithmetic in
     * nanoseconds.
     */
    static final Duration NONE = Duration.ofDays(365L * 100);

    private static final Map<String, Duration> PRODUCT =
            Map.of(
                    "connect", Duration.ofSeconds(15),
                    "handshake", Duration.ofSeconds(10),
                    "head", Duration.ofSeconds(30),
                    "response", Duration.ofSeconds(300),
                    "idle", Duration.ofSeconds(300),
                    "total", NONE);

    private TimeLimits() {}

    /** The limit of this name for a service whose proxy has defaults of its own. */
    static Duration of(String name, ServicePlan plan) {
        Duration product = PRODUCT.get(name);
        if (product == null) {
            throw new IllegalArgumentException(
                    "no time limit is called \"" + name + "\"; there are " + PRODUCT.keySet());
        }
        Duration limit =
                plan.policy()
                        .timeLimit(name)
                        .orElseGet(() -> plan.timeLimits().getOrDefault(name, product));
        return limit.compareTo(NONE) < 0 ? limit : NONE;
    }
}
