package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.policy.CanaryPolicy;

/** The key {@code canary} of {@code generations}. */
class CanaryTest {
    private static String with(String canary) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\n"
                + "generations: { "
                + canary
                + " }\n";
    }

    private static CanaryPolicy canary(String written) {
        return Documents.policy(with(written)).generations().canary().orElseThrow();
    }

    @Test
    void withoutTheKeyNewVersionsShouldNotBeTried() {
        assertThat(Documents.policy(with("max-old: 3")).generations().canary()).isEmpty();
    }

    @Test
    void shareAloneShouldTakeTheOtherDefaults() {
        CanaryPolicy defaults =
                new CanaryPolicy(10, Duration.ofMinutes(5), 100, Duration.ofDays(1));
        assertThat(canary("canary: 10%")).isEqualTo(defaults);
        assertThat(canary("canary: {}")).isEqualTo(defaults);
        assertThat(canary("canary: 25%").share()).isEqualTo(25);
    }

    @Test
    void everyPartShouldBeSettable() {
        assertThat(canary("canary: { share: 50%, for: 1h, sessions: 7, at-most: 1h }"))
                .isEqualTo(new CanaryPolicy(50, Duration.ofHours(1), 7, Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "canary: 0%|share 0% is out of range; use 1% to 50%",
                "canary: 51%|share 51% is out of range; use 1% to 50%",
                "canary: 10|share \"10\" is not a share; use whole percent such as 10%",
                "canary: some|share \"some\" is not a share",
                "canary: { for: 5 }|for \"5\" is not a time",
                "canary: { sessions: 0 }|sessions 0 is out of range; use 1 to 1000000",
                "canary: { for_: 5m }|unknown key \"for_\"",
                "canary: { at-most: 1m }|at-most 1m is shorter than its for 5m; use the same or more"
            })
    void whatIsOutOfBoundsShouldBeAnErrorAtItsPlace(String wrong, String error) {
        assertThat(Documents.errors(with(wrong)))
                .singleElement()
                .asString()
                .startsWith("t.yaml:3:")
                .contains(error);
    }
}
