package org.stockade.engine.internal.lookup;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What rules can find in one connection. */
final class Facts {
    /** So few are looked through one by one. */
    private static final int FEW = 8;

    private final RuleValues all;
    private final int[] closest;
    private final int[][] further;
    private final int sourcePort;
    private final int destinationPort;
    private final Instant at;
    private final Connection connection;
    private final HostMatching matching;

    /** Most look-ups ask nothing. */
    private @Nullable HostQuestions questions;

    /**
     * @param closest by the ordinal of a condition: the closest value, or none
     * @param further by the ordinal of a condition: values that fit besides
     */
    Facts(
            RuleValues all,
            int[] closest,
            int[][] further,
            Connection connection,
            HostMatching matching) {
        this.all = all;
        this.closest = closest;
        this.further = further;
        this.sourcePort = connection.source().port();
        this.destinationPort = connection.destination().port();
        this.at = connection.at();
        this.connection = connection;
        this.matching = matching;
    }

    /** When the connection was accepted. */
    Instant at() {
        return at;
    }

    /** What is asked last: it may take longer than all the rest of a look-up. */
    boolean isAccepted(String[] matchers) {
        HostQuestions asked = questions;
        if (asked == null) {
            asked = new HostQuestions(matching, connection);
            questions = asked;
        }
        return asked.isAccepted(matchers);
    }

    int sourcePort() {
        return sourcePort;
    }

    int destinationPort() {
        return destinationPort;
    }

    /** The closest value of the connection in a condition, or {@link RuleValues#NONE}. */
    int closest(Condition condition) {
        return closest[condition.ordinal()];
    }

    /** Values of the connection in a condition that have no order among each other. */
    int[] further(Condition condition) {
        return further[condition.ordinal()];
    }

    /** The next wider one behind a value, or {@link RuleValues#NONE}. */
    int wider(int value) {
        return all.wider(value);
    }

    /**
     * What the closest match is worth, 0 if there is none.
     *
     * @param named the values that a rule names in this condition, ascending
     */
    int weight(Condition condition, int[] named) {
        if (named.length == 0) {
            return 0;
        }
        for (int at = closest(condition); at != RuleValues.NONE; at = all.wider(at)) {
            if (isAmong(named, at)) {
                return all.weight(at);
            }
        }
        for (int value : further(condition)) {
            if (isAmong(named, value)) {
                return all.weight(value);
            }
        }
        return 0;
    }

    private static boolean isAmong(int[] named, int value) {
        if (named.length > FEW) {
            return Arrays.binarySearch(named, value) >= 0;
        }
        for (int each : named) {
            if (each == value) {
                return true;
            }
        }
        return false;
    }
}
