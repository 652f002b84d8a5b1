package org.stockade.engine.internal.lookup;

import java.util.HashMap;
import java.util.Map;

/** What matchers say of the host that one connection goes to; each is asked once at most. */
final class HostQuestions {
    private final HostMatching matching;
    private final Connection connection;
    private final Map<String, Boolean> answers = new HashMap<>();

    HostQuestions(HostMatching matching, Connection connection) {
        this.matching = matching;
        this.connection = connection;
    }

    boolean isAccepted(String[] matchers) {
        for (String matcher : matchers) {
            if (answers.computeIfAbsent(matcher, this::ask)) {
                return true;
            }
        }
        return false;
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
