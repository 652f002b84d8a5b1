package org.stockade.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.ConnectFailedException;

class OutcomeTest {
    @Test
    void failureShouldMeanWhatItsKindSays() {
        assertThat(Outcome.of(new AccessDeniedException("zone")))
                .isEqualTo(Outcome.DENIED_BY_POLICY);
        assertThat(Outcome.of(new LimitException("1"))).isEqualTo(Outcome.DENIED_BY_LIMIT);
        assertThat(Outcome.of(new ConnectFailedException("refused", false)))
                .isEqualTo(Outcome.DENIED_BY_CONNECTION_FAIL);
        assertThat(Outcome.of(new IOException("reset"))).isEqualTo(Outcome.DENIED_BY_UNKNOWN_FAIL);
        assertThat(Outcome.of(new IllegalStateException("bug")))
                .isEqualTo(Outcome.DENIED_BY_UNKNOWN_FAIL);
    }
}
