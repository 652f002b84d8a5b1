package org.stockade.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesCheckTest {
    @ParameterizedTest
    @CsvSource({
        "0, 100, OK",
        "79, 100, OK",
        "80, 100, WARN",
        "94, 100, WARN",
        "95, 100, CRITICAL",
        "5, -1, OK",
        "9000000000000000000, 9200000000000000000, CRITICAL"
    })
    void gaugeShouldWarnFromEightyPercentOn(long used, long most, String expected) {
        assertThat(
                        new Gauge("seats", used, most, "buy more")
                                .judge()
                                .map(found -> found.status().name())
                                .orElse("OK"))
                .isEqualTo(expected);
    }

    @Test
    void findingShouldNameValueAndBound() {
        assertThat(new Gauge("seats", 99, 100, "buy more").judge().orElseThrow().what())
                .isEqualTo("seats: 99 of 100 in use (99 %)");
    }

    @Test
    void everyGaugeOfThisProcessShouldBeReadable() {
        assertThat(ResourcesCheck.gauges())
                .extracting(Gauge::what)
                .contains("bytes of heap after the last collection", "bytes for classes");
        assertThat(ResourcesCheck.gauges()).allSatisfy(it -> assertThat(it.used()).isNotNegative());
    }
}
