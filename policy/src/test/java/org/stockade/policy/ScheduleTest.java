package org.stockade.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final EnumSet<DayOfWeek> WORKDAYS =
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private static Schedule workdays(int from, int to, String zone) {
        return new Schedule(WORKDAYS, from * 60, to * 60, Optional.of(ZoneId.of(zone)));
    }

    // 2026-01-05 is a Monday.
    @ParameterizedTest
    @CsvSource({
        "2026-01-05T07:59:59Z, false",
        "2026-01-05T08:00:00Z, true",
        "2026-01-05T17:59:59Z, true",
        "2026-01-05T18:00:00Z, false",
        "2026-01-09T12:00:00Z, true",
        "2026-01-10T12:00:00Z, false",
    })
    void firstMinuteShouldBelongToItAndTheLastNot(Instant now, boolean holds) {
        assertThat(workdays(8, 18, "UTC").holds(now)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T05:00:00Z, false",
        "2026-01-05T22:00:00Z, true",
        "2026-01-06T05:59:00Z, true",
        "2026-01-06T06:00:00Z, false",
        "2026-01-10T05:00:00Z, true",
        "2026-01-10T22:00:00Z, false",
    })
    void timeOverMidnightShouldBelongToTheDayOnWhichItBegins(Instant now, boolean holds) {
        assertThat(workdays(22, 6, "UTC").holds(now)).isEqualTo(holds);
    }

    @Test
    void clockShouldFollowSummerTime() {
        Schedule berlin = workdays(8, 18, "Europe/Berlin");
        assertThat(berlin.holds(Instant.parse("2026-01-05T07:00:00Z"))).isTrue();
        assertThat(berlin.holds(Instant.parse("2026-07-06T06:00:00Z"))).isTrue();
        assertThat(berlin.holds(Instant.parse("2026-07-06T16:00:00Z"))).isFalse();
    }

    @Test
    void wholeDayShouldEndAtMidnight() {
        Schedule sunday =
                new Schedule(
                        EnumSet.of(DayOfWeek.SUNDAY), 0, Schedule.DAY, Optional.of(ZoneOffset.UTC));
        assertThat(sunday.holds(Instant.parse("2026-01-04T23:59:59Z"))).isTrue();
        assertThat(sunday.holds(Instant.parse("2026-01-05T00:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8, 18, 18, 20, false",
        "8, 18, 17, 20, true",
        "22, 6, 6, 22, false",
        "22, 6, 5, 7, true",
        "22, 6, 20, 23, true",
        "0, 24, 3, 4, true"
    })
    void overlapShouldBeSeenFromBothSides(
            int from, int to, int otherFrom, int otherTo, boolean is) {
        Schedule one = workdays(from, to, "UTC");
        Schedule other = workdays(otherFrom, otherTo, "UTC");
        assertThat(one.overlaps(other)).isEqualTo(is);
        assertThat(other.overlaps(one)).isEqualTo(is);
        assertThat(one.overlaps(workdays(otherFrom, otherTo, "Asia/Tokyo"))).isTrue();
    }

    @Test
    void textShouldBeThatOfPolicies() {
        assertThat(workdays(8, 18, "Europe/Berlin"))
                .hasToString("mon-fri 08:00-18:00 Europe/Berlin");
        assertThat(
                        new Schedule(
                                EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                5,
                                Schedule.DAY,
                                Optional.empty()))
                .hasToString("mon,sat,sun 00:05-24:00");
    }

    @Test
    void noDayAndNoMinuteShouldBeRefused() {
        EnumSet<DayOfWeek> none = EnumSet.noneOf(DayOfWeek.class);
        assertThatThrownBy(() -> new Schedule(none, 1, 2, Optional.empty()))
                .hasMessageContaining("days is empty");
        assertThatThrownBy(() -> new Schedule(WORKDAYS, 5, 5, Optional.empty()))
                .hasMessageContaining("the same");
    }
}
