package org.stockade.access;

import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.session.Permission;
import org.stockade.session.Service;

/**
 * What the rules say of a client.
 *
 * @param rule id of the rule that matched best
 * @param service the service it names; empty where refused
 * @param refusal how a refused client is told
 * @param why the reason of a refusal, for the log
 */
public record Decision(
        Permission permission,
        OptionalInt rule,
        Optional<Service> service,
        Refusal refusal,
        String why) {
    /** How a refused connection ends. */
    public enum Refusal {
        /** Closed in order. */
        CLOSE,
        /** Nothing is answered; closed silently after a delay. */
        DROP,
        /** Reset. */
        RESET
    }

    /** A permission by a rule. */
    public static Decision accept(OptionalInt rule, Service service) {
        return new Decision(Permission.ACCEPT, rule, Optional.of(service), Refusal.CLOSE, "");
    }

    /** A refusal. */
    public static Decision reject(OptionalInt rule, Refusal refusal, String why) {
        return new Decision(Permission.REJECT, rule, Optional.empty(), refusal, why);
    }
}
