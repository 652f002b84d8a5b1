package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rise and fall. */
class TallyTest {
    private final Tally tally = new Tally(2, 3);

    private String after(String checks) {
        StringBuilder states = new StringBuilder();
        checks.chars().forEach(each -> states.append(tally.told(each == '+') ? '+' : '-'));
        return states.toString();
    }

    @Test
    void firstCheckShouldDecideAtOnce() {
        assertThat(after("-")).isEqualTo("-");
    }

    @Test
    void goodServerShouldFallAfterSoManyFailuresInARow() {
        assertThat(after("+--+---")).isEqualTo("++++++-");
    }

    @Test
    void badServerShouldRiseAfterSoManySuccessesInARow() {
        assertThat(after("-+-++")).isEqualTo("----+");
    }
}
