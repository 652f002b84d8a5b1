package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.ServicePolicy;

/** The key {@code generations}: how long old sessions may go on. */
class GenerationLimitsTest {
    private static String with(String line) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\n" + line + "\n";
    }

    private static GenerationLimits limits(String written) {
        return Documents.policy(with(written)).generations();
    }

    @Test
    void withoutTheKeyDefaultsShouldHold() {
        GenerationLimits defaults =
                new GenerationLimits(Duration.ofHours(1), Duration.ofHours(24), 50);
        assertThat(limits("")).isEqualTo(defaults);
        assertThat(limits("generations: {}")).isEqualTo(defaults);
        assertThat(limits("generations: { soft-limit: 1h, hard-limit: 24h, max-old: 50 }"))
                .isEqualTo(defaults);
    }

    @Test
    void limitsShouldBeTimesOrNone() {
        assertThat(limits("generations: { soft-limit: 500ms, hard-limit: none, max-old: 1000 }"))
                .isEqualTo(
                        new GenerationLimits(Duration.ofMillis(500), ServicePolicy.NO_LIMIT, 1000));
        assertThat(limits("generations: { soft-limit: none }").soft())
                .isEqualTo(ServicePolicy.NO_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-old: 0",
                "max-old: 1001",
                "max-old: none",
                "soft-limit: 0s",
                "soft-limit: 60",
                "hard-limit: never",
                "limit: 1h"
            })
    void whatIsOutOfBoundsShouldBeAnErrorAtItsPlace(String wrong) {
        assertThat(Documents.errors(with("generations: { " + wrong + " }")))
                .singleElement()
                .asString()
                .startsWith("t.yaml:3:");
    }

    @Test
    void hardLimitBelowTheSoftOneShouldBeWarnedOf() {
        assertThat(Documents.warnings(with("generations: { soft-limit: 1h, hard-limit: 1m }")))
                .anySatisfy(
                        warning ->
                                assertThat(warning)
                                        .startsWith("t.yaml:3:")
                                        .contains("hard-limit is shorter than soft-limit"));
    }
}
