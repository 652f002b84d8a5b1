package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The condition {@code time} of a rule as a document has it. */
class TimeShapeTest {
    private static String rule(String time) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\n"
                + "services: { web: { proxy: http, router: inband } }\nrules:\n"
                + "  - { service: web, time: "
                + time
                + " }\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ days: [mon, fri], from: '08:00', to: 18:00, zone: Europe/Berlin }"
                        + "| mon,fri 08:00-18:00 Europe/Berlin",
                "{ days: mon-fri } | mon-fri 00:00-24:00",
                "{ days: [fri-mon, MON] } | mon,fri-sun 00:00-24:00",
                "{ from: '22:00', to: 6:30, zone: UTC } | mon-sun 22:00-06:30 UTC",
                "[{ days: sat }, { days: sun, to: '12:00' }]"
                        + "| sat 00:00-24:00, sun 00:00-12:00",
            })
    void timesShouldBeRead(String written, String read) {
        assertThat(Documents.policy(rule(written.strip())).rules().getFirst().times())
                .hasToString("[" + read.strip() + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ days: [moon] } | 5:36: rule: time: day \"moon\" is not known; use mon, tue, wed,"
                        + " thu, fri, sat or sun, or a row such as mon-fri",
                "{ from: '25:00' } | 5:35: rule: time: from \"25:00\" is no time of day; use 00:00 to"
                        + " 24:00",
                "{ from: '08:60' } | 5:35: rule: time: from \"08:60\" is no time of day; use 00:00 to"
                        + " 24:00",
                "{ from: '24:00' } | 5:27: rule: time: from 24:00 is out of range; use 00:00 to 23:59",
                "{ to: '00:00' } | 5:27: rule: time: to 00:00 is out of range; use 00:01 to 24:00, the"
                        + " end of the day",
                "{ from: 8:00, to: 8:00 } | 5:27: rule: time: from and to are the same; leave both out for the"
                        + " whole day",
                "{ zone: Mars/Base } | 5:35: rule: time: zone \"Mars/Base\" is not known; use a name such"
                        + " as Europe/Berlin, UTC or +02:00",
                "noon | 5:27: rule: wants a mapping of keys and values, but here is a single value",
            })
    void wrongTimesShouldBeToldWithPlaceAndMend(String written, String told) {
        assertThat(Documents.errors(rule(written.strip())))
                .containsExactly("t.yaml:" + told.strip());
    }

    @Test
    void timesOfARuleShouldBeBounded() {
        String many = "[" + "{ days: mon }, ".repeat(51) + "]";
        assertThat(Documents.errors(rule(many)))
                .singleElement()
                .asString()
                .contains("time has 51 entries; use 1 to 50");
    }
}
