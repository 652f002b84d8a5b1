package org.stockade.engine.internal.replay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Decision.Refusal;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.session.Outcome;

/**
 * What one session was, as far as a policy decided about it.
 *
 * @param transparent whether its listener was: {@code aim} is the original destination then
 * @param protocol by which it came; one that is not TCP is never transparent
 * @param zone of the client; empty: none
 * @param service empty: the rules refused it
 * @param refused who refused it
 * @param how the rules had it refused; means nothing where they did not
 * @param detected by what names rules may call what its client spoke; empty where nobody looked
 * @param users empty: the record is of a version that did not keep them
 * @param targets in the order they were asked for, each once
 */
public record RecordedSession(
        Instant start,
        Instant end,
        String listener,
        boolean transparent,
        TransportProtocol protocol,
        SockAddr client,
        SockAddr aim,
        String zone,
        OptionalInt rule,
        String service,
        Refused refused,
        Refusal how,
        Outcome outcome,
        List<String> detected,
        Optional<Users> users,
        List<RecordedTarget> targets) {
    /** By what the engine refused a session. */
    public enum Refused {
        /** It did not, or for a cause that stands in no policy: a limit, a quarantine. */
        NOT,
        /** It came straight to a transparent listener. */
        STRAYING,
        RULES,
        /** The service does not work, or the policy has it in maintenance. */
        SERVICE
    }

    /**
     * Who the client was known to be.
     *
     * @param toRules when the rules decided
     * @param toService at the end
     */
    public record Users(RecordedUser toRules, RecordedUser toService) {
        /** Nobody ever said. */
        public static final Users NOBODY = new Users(RecordedUser.NOBODY, RecordedUser.NOBODY);
    }

    public RecordedSession {
        detected = List.copyOf(detected);
        targets = List.copyOf(targets);
    }
}
