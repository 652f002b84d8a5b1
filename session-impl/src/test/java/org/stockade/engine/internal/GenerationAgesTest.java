package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.engine.internal.GenerationAges.Old;
import org.stockade.engine.internal.GenerationAges.Sentence;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.ServicePolicy;

class GenerationAgesTest {
    private static final GenerationLimits LIMITS = GenerationLimits.DEFAULT;

    /** Near the end of its range, as {@link System#nanoTime} may be. */
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(90).toNanos();

    private final GenerationAges ages = new GenerationAges();
    private final List<Old> old = new ArrayList<>();

    private List<String> judge(GenerationLimits limits, Duration sinceStart) {
        return ages.judge(old, limits, START + sinceStart.toNanos()).stream()
                .map(GenerationAgesTest::text)
                .toList();
    }

    private static String text(Sentence sentence) {
        return (sentence.end() ? "end: " : "ask: ") + sentence.why();
    }

    @Test
    void generationShouldBeAskedAtItsSoftLimitAndEndedAtItsHardLimit() {
        old.add(new Old(7, START));
        assertThat(judge(LIMITS, Duration.ofMinutes(59))).isEmpty();
        assertThat(judge(LIMITS, Duration.ofHours(1)))
                .containsExactly("ask: generation 7 is past its soft limit of 1h");
        assertThat(judge(LIMITS, Duration.ofMinutes(24 * 60 - 1)))
                .containsExactly("ask: generation 7 is past its soft limit of 1h");
        assertThat(judge(LIMITS, Duration.ofHours(24)))
                .containsExactly("end: generation 7 is past its hard limit of 24h");
    }

    @Test
    void noneShouldMeanThatTheyGoOn() {
        old.add(new Old(7, START));
        GenerationLimits none =
                new GenerationLimits(ServicePolicy.NO_LIMIT, ServicePolicy.NO_LIMIT, 1);
        assertThat(judge(none, Duration.ofDays(3650))).isEmpty();
    }

    @Test
    void hardLimitOfANewerPolicyShouldCountForOldGenerationsToo() {
        old.add(new Old(7, START));
        assertThat(judge(LIMITS, Duration.ofSeconds(10))).isEmpty();
        GenerationLimits shorter =
                new GenerationLimits(Duration.ofMillis(1500), Duration.ofSeconds(90), 50);
        assertThat(judge(shorter, Duration.ofSeconds(10)))
                .containsExactly("ask: generation 7 is past its soft limit of 1.5s");
    }

    @Test
    void oldestOfTooManyShouldBeAskedAtOnceAndEndedThirtySecondsLater() {
        GenerationLimits two = new GenerationLimits(LIMITS.soft(), LIMITS.hard(), 2);
        old.add(new Old(1, START));
        old.add(new Old(2, START));
        assertThat(judge(two, Duration.ofSeconds(1))).isEmpty();
        old.add(new Old(3, START));
        assertThat(judge(two, Duration.ofSeconds(2)))
                .containsExactly(
                        "ask: generation 1 is past its soft limit: more than 2 old ones lived"
                                + " (max-old)");
        assertThat(judge(two, Duration.ofSeconds(31))).singleElement().asString().contains("soft");
        assertThat(judge(two, Duration.ofSeconds(32)))
                .containsExactly(
                        "end: generation 1 is past its hard limit: more than 2 old ones lived"
                                + " (max-old) for 30s");
    }

    @Test
    void thirtySecondsShouldCountAnewWhenThereWereFewerMeanwhile() {
        GenerationLimits one = new GenerationLimits(LIMITS.soft(), LIMITS.hard(), 1);
        old.add(new Old(1, START));
        old.add(new Old(2, START));
        assertThat(judge(one, Duration.ofSeconds(0))).hasSize(1);
        Old second = old.removeLast();
        assertThat(judge(one, Duration.ofSeconds(20))).isEmpty();
        old.add(second);
        assertThat(judge(one, Duration.ofSeconds(40))).singleElement().asString().contains("soft");
        assertThat(judge(one, Duration.ofSeconds(70))).singleElement().asString().contains("hard");
    }
}
