package org.stockade.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How a service learns who its clients are: core.md section 15.1.
 *
 * @param authenticator name of who judges; empty: known addresses alone count
 * @param realm what clients are told that they log in to
 * @param timeLimit longest wait for a judgement; one that comes later is a refusal
 * @param cache how long an answer counts for further sessions; empty: for the one alone
 */
public record AuthenticationPolicy(
        Optional<String> authenticator,
        Method method,
        String realm,
        Duration timeLimit,
        Optional<Cache> cache,
        Lockout lockout) {
    /** Where the client shows who it is. */
    public enum Method {
        /** In the session, in the protocol of its proxy. */
        INBAND,
        /** Before it: its address is known, or somebody has logged in there. */
        ADDRESSES
    }

    /**
     * How long an answer counts.
     *
     * @param idle without a session that used it
     * @param total in any case
     */
    public record Cache(Duration idle, Duration total, By by) {
        /** Where nothing else is said. */
        public static final Cache DEFAULT =
                new Cache(Duration.ofMinutes(10), Duration.ofHours(8), By.ADDRESS);

        /** For which sessions. */
        public enum By {
            /** Those of this address, to any service that asks the same authenticator. */
            ADDRESS,
            /** Those of this address to this service. */
            ADDRESS_AND_SERVICE
        }
    }

    /**
     * When nobody is asked any more for a while.
     *
     * @param failures of one user; of one address, ten times as many
     * @param within which time they must lie
     * @param lasts how long it lasts
     */
    public record Lockout(int failures, Duration within, Duration lasts) {
        /** Where nothing else is said. */
        public static final Lockout DEFAULT =
                new Lockout(5, Duration.ofMinutes(10), Duration.ofMinutes(15));
    }
}
