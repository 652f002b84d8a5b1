package org.stockade.engine.internal;

import org.stockade.engine.internal.CanaryTally.Count;
import org.stockade.log.EventLog;

/** The record of a canary: that it began, what became of it, and why. */
final class CanaryLog {
    private static final EventLog LOG = EventLog.of("core");

    private CanaryLog() {}

    static void started(Canary canary) {
        LOG.info(
                "canary-started",
                null,
                "a share of new sessions runs it",
                "versions",
                canary.versions(),
                "share",
                canary.policy().share() + "%",
                "generation",
                canary.candidate().number(),
                "beside",
                canary.stable().number());
    }

    static void promoted(Canary canary, String why) {
        LOG.info("canary-promoted", null, "it serves all new sessions", figures(canary, why));
    }

    static void withdrawn(Canary canary, String why) {
        LOG.warning(
                "canary-withdrawn",
                null,
                "new sessions run the old version again",
                figures(canary, why));
    }

    /** Something else has changed, so that what was counted does not count any more. */
    static void over(Canary canary) {
        LOG.info(
                "canary-over",
                null,
                "it ends undecided",
                figures(canary, "the policy or a proxy bundle has changed"));
    }

    private static Object[] figures(Canary canary, String why) {
        Count tried = canary.tally(true).count();
        Count old = canary.tally(false).count();
        return new Object[] {
            "versions", canary.versions(),
            "why", why,
            "generation", canary.candidate().number(),
            "sessions", tried.ended(),
            "failed", tried.failed(),
            "faults", tried.faults(),
            "old_sessions", old.ended(),
            "old_failed", old.failed(),
            "old_faults", old.faults(),
            "seconds", canary.age().toMillis() / 1000.0
        };
    }
}
