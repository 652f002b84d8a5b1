package org.stockade.engine.internal.lookup;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What matchers say of the host that one connection goes to; each is asked once at most. */
final class HostQuestions {
    private final HostMatching matching;
    private final Connection connection;

    /** Most look-ups ask nothing. */
    private @Nullable Map<String, Boolean> answers;

    HostQuestions(HostMatching matching, Connection connection) {
        this.matching = matching;
        this.connection = connection;
    }

    boolean isAccepted(String[] matchers) {
        for (String matcher : matchers) {
            if (isAccepted(matcher)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAccepted(String matcher) {
        Map<String, Boolean> known = answers;
        if (known == null) {
            known = new HashMap<>();
            answers = known;
        }
        return known.computeIfAbsent(matcher, this::ask);
    }

    private boolean ask(String matcher) {
        if (matching.accepts(matcher, connection.destination().ip())) {
            return true;
        }
        for (String host : connection.destinationHosts()) {
            if (matching.accepts(matcher, host)) {
                return true;
            }
        }
        return false;
    }
}
