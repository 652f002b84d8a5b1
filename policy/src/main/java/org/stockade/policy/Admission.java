package org.stockade.policy;

import java.util.Optional;

/**
 * Whom a service admits, besides its {@code max-sessions}.
 *
 * @param maxSessionsPerSource sessions at once of one IPv4 address or one IPv6 /64; 0: no limit
 * @param maintenance what clients are told while it admits nobody; empty: it is open
 */
public record Admission(
        Optional<SessionRate> sessionRate, int maxSessionsPerSource, Optional<String> maintenance) {
    /** Everybody, as far as there is room. */
    public static final Admission OPEN = new Admission(Optional.empty(), 0, Optional.empty());

    /** Longest text that clients are told, in characters. */
    public static final int LONGEST_MAINTENANCE = 500;

    /**
     * How often sessions begin.
     *
     * @param perSecond 1 to 1,000,000, in the long run
     * @param burst 1 to 1,000,000, at once after a pause
     */
    public record SessionRate(int perSecond, int burst) {}

    /** Whether a count of sessions is not all that it takes. */
    public boolean isCountedFurther() {
        return sessionRate.isPresent() || maxSessionsPerSource > 0;
    }
}
