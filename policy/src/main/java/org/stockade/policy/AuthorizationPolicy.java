package org.stockade.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stockade.session.Subnet;

/**
 * Which clients a service lets in, once it is known who they are: core.md section 15.3. All of it
 * must hold.
 *
 * @param accessList in its order; empty: there is none
 */
public record AuthorizationPolicy(
        Condition condition, List<Entry> accessList, Optional<NEyes> nEyes, Optional<Wait> pair) {
    public AuthorizationPolicy {
        accessList = List.copyOf(accessList);
    }

    /** Whether it can only be decided of somebody who is known. */
    public boolean needsUser() {
        return nEyes.isPresent()
                || pair.isPresent()
                || condition.needsUser()
                || accessList.stream().anyMatch(entry -> entry.condition().needsUser());
    }

    /**
     * What must hold of a client; an empty list asks nothing.
     *
     * @param times when the session began
     * @param addresses subnets of the client
     */
    public record Condition(
            List<String> users, List<String> groups, List<Schedule> times, List<Subnet> addresses) {
        public Condition {
            users = List.copyOf(users);
            groups = List.copyOf(groups);
            times = List.copyOf(times);
            addresses = List.copyOf(addresses);
        }

        boolean needsUser() {
            return !users.isEmpty() || !groups.isEmpty();
        }
    }

    /**
     * One line of an access list.
     *
     * @param sufficient {@code true}: where it holds, the client is let in at once; {@code false}:
     *     where it does not, the client is refused
     */
    public record Entry(boolean sufficient, Condition condition) {}

    /**
     * Another client has to consent.
     *
     * @param authorizes the service whose waiting sessions a client of this one lets in, one each
     * @param waits that a client of this one waits for another; empty: it does not
     */
    public record NEyes(Optional<String> authorizes, Optional<Wait> waits) {}

    /**
     * Waiting for consent.
     *
     * @param atMost then the session is refused
     * @param sessions of the service that wait at once; one more is refused
     */
    public record Wait(Duration atMost, int sessions) {}
}
