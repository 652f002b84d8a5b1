package org.stockade.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.stockade.health.Finding;

class FelixCheckTest {
    @Test
    void nothingFoundShouldBeOk() {
        assertThat(FelixCheck.result(List.of()).getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void worstFindingShouldBeTheStatusAndEachBeAnEntry() {
        Result result =
                FelixCheck.result(
                        List.of(
                                Finding.critical("a {} broke", "mend a"),
                                Finding.warn("b creaks", "oil b")));

        assertThat(result.getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(result)
                .extracting(entry -> entry.getStatus() + " " + entry.getMessage())
                .containsExactly("CRITICAL a {} broke; mend a", "WARN b creaks; oil b");
    }
}
