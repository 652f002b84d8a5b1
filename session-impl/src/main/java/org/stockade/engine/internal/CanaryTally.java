package org.stockade.engine.internal;

import java.util.concurrent.atomic.LongAdder;
import org.stockade.session.Outcome;

/**
 * What became of the sessions of one side of a canary. Refers to no code of a proxy, for sessions
 * hold it longer than the canary lasts. Any thread.
 */
final class CanaryTally {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder faults = new LongAdder();

    /**
     * How many there were.
     *
     * @param failed of those that ended; {@code faults} are among them
     * @param faults how many failed by the proxy's own fault
     */
    record Count(long begun, long ended, long failed, long faults) {}

    /** A session takes this side. */
    void begins() {
        begun.increment();
    }

    /** It has ended, by the proxy's own fault or as the outcome says. */
    void ends(boolean fault, Outcome outcome) {
        ended.increment();
        if (fault || isFailure(outcome)) {
            failed.increment();
        }
        if (fault) {
            faults.increment();
        }
    }

    /**
     * What policy refuses is none: a version that refuses more may be there to do just that, and
     * whoever attacks the old one must not be able to have the new one withdrawn by trying.
     */
    private static boolean isFailure(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED, DENIED_BY_POLICY, DENIED_BY_LIMIT, ABORTED_BY_POLICY_ACTION -> false;
            case DENIED_BY_CONNECTION_FAIL, DENIED_BY_UNKNOWN_FAIL, INVALID_POLICY_CALL -> true;
        };
    }

    /** What is counted so far; parts never exceed their whole. */
    Count count() {
        long nowFaults = faults.sum();
        long nowFailed = failed.sum();
        long nowEnded = ended.sum();
        return new Count(begun.sum(), nowEnded, nowFailed, nowFaults);
    }
}
