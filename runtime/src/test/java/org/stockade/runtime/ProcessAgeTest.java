package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {
    /** As in proc(5); field 22 is 123456, in hundredths of a second. */
    private static final String AFTER_NAME =
            " S 1 2 2 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 30 0 123456 8903192576 30000 0";

    @Test
    void ageShouldBeTheTimeUpLessTheStart() {
        assertThat(ProcessAge.of("77 (java)" + AFTER_NAME, "1236.06 2000.00\n"))
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void nameWithBlanksAndParenthesesShouldNotShiftTheFields() {
        assertThat(ProcessAge.of("77 (a) b (c d)" + AFTER_NAME, "1234.57 9.00"))
                .isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void ageOfThisProcessShouldNotExceedWhatTheJdkKnows() {
        Instant aSecondEarlier =
                ProcessHandle.current().info().startInstant().orElseThrow().minusSeconds(1);

        assertThat(ProcessAge.now(Instant.now()))
                .isPositive()
                .isLessThan(Duration.between(aSecondEarlier, Instant.now().plusSeconds(1)));
    }
}
