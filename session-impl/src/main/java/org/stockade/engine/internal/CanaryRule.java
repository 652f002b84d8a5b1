package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Locale;
import org.stockade.engine.internal.CanaryTally.Count;
import org.stockade.policy.CanaryPolicy;

/**
 * Whether a new version is worse than the old one, as far as their sessions tell: see
 * docs/decisions/0017-canary.md.
 */
final class CanaryRule {
    /** So unlikely must it be chance for a new version to be withdrawn at once. */
    static final double WORSE = 0.001;

    /** Below this it is not promoted either: the trial goes on. */
    static final double DOUBTFUL = 0.05;

    private CanaryRule() {}

    /** What is to be done. */
    enum Step {
        GO_ON,
        PROMOTE,
        WITHDRAW
    }

    /**
     * What is to be done, and why.
     *
     * @param why for log and operator
     */
    record Judgement(Step step, String why) {}

    /** Judges a canary that has lasted so long. */
    static Judgement judge(CanaryPolicy policy, Duration age, Count candidate, Count stable) {
        double faults =
                FisherExact.chance(
                        candidate.faults(), candidate.ended(), stable.faults(), stable.ended());
        double failures =
                FisherExact.chance(
                        candidate.failed(), candidate.ended(), stable.failed(), stable.ended());
        if (faults < WORSE) {
            return new Judgement(
                    Step.WITHDRAW,
                    "its code failed in "
                            + compared(
                                    candidate.faults(),
                                    candidate.ended(),
                                    stable.faults(),
                                    stable.ended()));
        }
        if (failures < WORSE) {
            return new Judgement(Step.WITHDRAW, "it failed in " + failures(candidate, stable));
        }
        boolean enough = candidate.ended() >= policy.sessions();
        boolean inDoubt = Math.min(faults, failures) < DOUBTFUL;
        if (enough && !inDoubt && age.compareTo(policy.time()) >= 0) {
            return new Judgement(
                    Step.PROMOTE, "it is not worse: it failed in " + failures(candidate, stable));
        }
        if (age.compareTo(policy.atMost()) >= 0) {
            return new Judgement(
                    Step.WITHDRAW,
                    "it was not shown to be as good within "
                            + text(policy.atMost())
                            + (enough
                                    ? ": it failed in " + failures(candidate, stable)
                                    : ": "
                                            + candidate.ended()
                                            + " of its sessions have ended, "
                                            + policy.sessions()
                                            + " were wanted"));
        }
        return new Judgement(Step.GO_ON, "");
    }

    private static String failures(Count candidate, Count stable) {
        return compared(candidate.failed(), candidate.ended(), stable.failed(), stable.ended());
    }

    private static String compared(long failed, long of, long othersFailed, long others) {
        return failed
                + " of "
                + of
                + " sessions, the old version in "
                + othersFailed
                + " of "
                + others;
    }

    /** {@code 24h}, {@code 1m30s}, {@code 0.5s}. */
    private static String text(Duration limit) {
        return limit.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
