package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.stockade.engine.internal.CanaryTally.Count;
import org.stockade.session.Outcome;

class CanaryTallyTest {
    private final CanaryTally tally = new CanaryTally();

    // Else whoever attacks the old version could have the one that stops him withdrawn.
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"DENIED_BY_CONNECTION_FAIL", "DENIED_BY_UNKNOWN_FAIL", "INVALID_POLICY_CALL"})
    void whatPolicyDecidesShouldBeNoFailure(Outcome outcome) {
        tally.begins();
        tally.ends(false, outcome);
        assertThat(tally.count()).isEqualTo(new Count(1, 1, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DENIED_BY_CONNECTION_FAIL", "DENIED_BY_UNKNOWN_FAIL", "INVALID_POLICY_CALL"})
    void otherEndsShouldBeFailures(Outcome outcome) {
        tally.begins();
        tally.ends(false, outcome);
        assertThat(tally.count()).isEqualTo(new Count(1, 1, 1, 0));
    }

    @Test
    void faultShouldBeAFailureWhateverTheOutcome() {
        tally.begins();
        tally.begins();
        tally.ends(true, Outcome.ACCEPTED);
        assertThat(tally.count()).isEqualTo(new Count(2, 1, 1, 1));
    }
}
