package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stockade.engine.internal.CanaryRule.Judgement;
import org.stockade.engine.internal.CanaryRule.Step;
import org.stockade.engine.internal.CanaryTally.Count;
import org.stockade.policy.CanaryPolicy;

class CanaryRuleTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FIVE = Duration.ofMinutes(5);
    private static final CanaryPolicy POLICY = new CanaryPolicy(10, FIVE, 100, Duration.ofDays(1));

    /** All that have begun have ended. */
    private static Count count(long ended, long failed, long faults) {
        return new Count(ended, ended, failed, faults);
    }

    private static Judgement judge(Duration age, Count candidate, Count stable) {
        return CanaryRule.judge(POLICY, age, candidate, stable);
    }

    @Test
    void threeFaultsOfThreeShouldBeEnoughBesideTwentySevenGoodSessions() {
        assertThat(judge(Duration.ZERO, count(2, 2, 2), count(18, 0, 0)).step())
                .isEqualTo(Step.GO_ON);
        Judgement judgement = judge(Duration.ZERO, count(3, 3, 3), count(27, 0, 0));
        assertThat(judgement.step()).isEqualTo(Step.WITHDRAW);
        assertThat(judgement.why())
                .isEqualTo("its code failed in 3 of 3 sessions, the old version in 0 of 27");
    }

    @Test
    void faultsShouldShowThroughManyFailuresThatBothSidesHave() {
        // A server that is down half of the time, and a candidate that throws now and then.
        assertThat(judge(MINUTE, count(100, 50, 4), count(900, 450, 0)).step())
                .isEqualTo(Step.WITHDRAW);
        assertThat(judge(MINUTE, count(100, 50, 0), count(900, 450, 0)).step())
                .isEqualTo(Step.GO_ON);
    }

    @Test
    void failuresOfOtherCauseShouldCountToo() {
        Judgement judgement = judge(MINUTE, count(50, 20, 0), count(450, 20, 0));
        assertThat(judgement.step()).isEqualTo(Step.WITHDRAW);
        assertThat(judgement.why())
                .isEqualTo("it failed in 20 of 50 sessions, the old version in 20 of 450");
    }

    @Test
    void promotionShouldWantTimeAndSessions() {
        assertThat(judge(MINUTE, count(1000, 0, 0), count(9000, 0, 0)).step())
                .isEqualTo(Step.GO_ON);
        assertThat(judge(Duration.ofHours(3), count(99, 0, 0), count(900, 0, 0)).step())
                .isEqualTo(Step.GO_ON);
        Judgement judgement = judge(FIVE, count(100, 1, 0), count(900, 5, 0));
        assertThat(judgement.step()).isEqualTo(Step.PROMOTE);
        assertThat(judgement.why())
                .isEqualTo(
                        "it is not worse: it failed in 1 of 100 sessions, the old version in 5 of"
                                + " 900");
    }

    @Test
    void doubtShouldProlongTheTrial() {
        // Two of a hundred beside none of nine hundred: one in a hundred by chance.
        assertThat(judge(FIVE, count(100, 2, 2), count(900, 0, 0)).step()).isEqualTo(Step.GO_ON);
        assertThat(judge(FIVE, count(1000, 2, 2), count(9000, 10, 10)).step())
                .isEqualTo(Step.PROMOTE);
    }

    @Test
    void whatIsNotShownToBeAsGoodInTimeShouldBeWithdrawn() {
        Duration day = POLICY.atMost();
        Judgement few = judge(day, count(12, 0, 0), count(100, 0, 0));
        assertThat(few.step()).isEqualTo(Step.WITHDRAW);
        assertThat(few.why())
                .isEqualTo(
                        "it was not shown to be as good within 24h: 12 of its sessions have ended,"
                                + " 100 were wanted");
        assertThat(judge(day, count(100, 2, 2), count(900, 0, 0)).why())
                .startsWith("it was not shown to be as good within 24h: it failed in 2 of 100");
        assertThat(judge(day, count(100, 0, 0), count(900, 0, 0)).step()).isEqualTo(Step.PROMOTE);
    }

    // The level is for one look, and there are 300: how often an equally good version goes.
    @Test
    void equallyGoodVersionShouldRarelyBeWithdrawn() {
        Random random = new Random(17);
        int withdrawn = 0;
        for (int trial = 0; trial < 1000; trial++) {
            withdrawn += isWithdrawn(random, 0.03, 0.03) ? 1 : 0;
        }
        assertThat(withdrawn).isLessThan(20);
    }

    @Test
    void versionThatFailsTwiceAsOftenShouldBeWithdrawnMostly() {
        Random random = new Random(17);
        int withdrawn = 0;
        for (int trial = 0; trial < 200; trial++) {
            withdrawn += isWithdrawn(random, 0.03, 0.06) ? 1 : 0;
        }
        assertThat(withdrawn).isGreaterThan(190);
    }

    /** Ten new sessions a second for the candidate, ninety for the old version, five minutes. */
    private static boolean isWithdrawn(Random random, double rate, double candidateRate) {
        int failed = 0;
        int oldFailed = 0;
        for (int second = 1; second <= 300; second++) {
            failed += failures(random, 10, candidateRate);
            oldFailed += failures(random, 90, rate);
            Judgement judgement =
                    judge(
                            Duration.ofSeconds(second),
                            count(second * 10L, failed, 0),
                            count(second * 90L, oldFailed, 0));
            if (judgement.step() == Step.WITHDRAW) {
                return true;
            }
        }
        return false;
    }

    private static int failures(Random random, int of, double rate) {
        int failures = 0;
        for (int i = 0; i < of; i++) {
            failures += random.nextDouble() < rate ? 1 : 0;
        }
        return failures;
    }
}
