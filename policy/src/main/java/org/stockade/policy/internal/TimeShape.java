package org.stockade.policy.internal;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stockade.policy.Nearest;
import org.stockade.policy.Schedule;
import org.stockade.proxy.Setting;

/** Times of the week as a rule names them. */
record TimeShape(
        @Setting("Days on which it begins: mon, tue … sun, or mon-fri; absent: every day.")
                List<Days> days,
        @Setting(value = "The first minute of it, 08:00.", def = "'00:00'") Clock from,
        @Setting(
                        value =
                                "The first minute after it, up to 24:00; before from: on the next"
                                        + " day.",
                        def = "'24:00'")
                Clock to,
        @Setting("Whose clocks, Europe/Berlin or UTC; absent: this machine's.")
                Optional<TimeZone> zone) {

    /** What single values of it are read by. */
    static final Map<Class<?>, Leaf> LEAVES =
            Map.of(Days.class, Days.LEAF, Clock.class, Clock.LEAF, TimeZone.class, TimeZone.LEAF);

    TimeShape {
        // For its complaints: they are told of the place that says so.
        schedule(days, from, to, zone);
    }

    Schedule schedule() {
        return schedule(days, from, to, zone);
    }

    private static Schedule schedule(
            List<Days> days, Clock from, Clock to, Optional<TimeZone> zone) {
        Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
        days.forEach(each -> all.addAll(each.days()));
        if (from.minute() == Schedule.DAY) {
            throw new IllegalArgumentException(
                    "time: from 24:00 is out of range; use 00:00 to 23:59");
        }
        if (to.minute() == 0) {
            throw new IllegalArgumentException(
                    "time: to 00:00 is out of range; use 00:01 to 24:00, the end of the day");
        }
        return new Schedule(
                all.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : all,
                from.minute(),
                to.minute(),
                zone.map(TimeZone::id));
    }

    /** A day, or a row of them. */
    record Days(Set<DayOfWeek> days) {
        private static final Map<String, DayOfWeek> BY_NAME = byName();
        private static final Pattern ROW = Pattern.compile("([a-z]{1,9})(?:-([a-z]{1,9}))?");

        static final Leaf LEAF =
                new Leaf.Single(
                        "a day such as mon, or a row such as mon-fri",
                        (scalar, spot) -> parse(scalar.text()),
                        spot ->
                                Leaves.schema(
                                        "type",
                                        "string",
                                        "pattern",
                                        "^DAY(-DAY)?$"
                                                .replace(
                                                        "DAY",
                                                        "("
                                                                + String.join("|", BY_NAME.keySet())
                                                                + ")")));

        private static Map<String, DayOfWeek> byName() {
            Map<String, DayOfWeek> names = new LinkedHashMap<>();
            for (DayOfWeek day : DayOfWeek.values()) {
                names.put(Schedule.name(day), day);
            }
            return names;
        }

        private static Days parse(String text) {
            Matcher row = ROW.matcher(text.toLowerCase(Locale.ROOT));
            DayOfWeek first = row.matches() ? BY_NAME.get(row.group(1)) : null;
            DayOfWeek last =
                    first == null || row.group(2) == null ? first : BY_NAME.get(row.group(2));
            if (first == null || last == null) {
                throw new IllegalArgumentException(
                        "time: day "
                                + Quoted.of(text)
                                + " is not known; use "
                                + Nearest.alternatives(BY_NAME.keySet())
                                + ", or a row such as mon-fri");
            }
            Set<DayOfWeek> days = EnumSet.of(first);
            for (DayOfWeek at = first; at != last; ) {
                at = at.plus(1);
                days.add(at);
            }
            return new Days(days);
        }
    }

    /**
     * A time of day.
     *
     * @param minute 0 to 1440
     */
    record Clock(int minute) {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,2}):([0-9]{2})");

        static final Leaf LEAF =
                new Leaf.Single(
                        "a time of day such as 08:00",
                        (scalar, spot) -> parse(spot.key(), scalar.text()),
                        spot ->
                                Leaves.schema(
                                        "type", "string", "pattern", "^" + FORM.pattern() + "$"));

        private static Clock parse(String key, String text) {
            Matcher form = FORM.matcher(text);
            int minute =
                    form.matches()
                            ? Integer.parseInt(form.group(1)) * 60 + Integer.parseInt(form.group(2))
                            : -1;
            if (minute < 0 || minute > Schedule.DAY || Integer.parseInt(form.group(2)) > 59) {
                throw new IllegalArgumentException(
                        "time: "
                                + key
                                + " "
                                + Quoted.of(text)
                                + " is no time of day; use 00:00 to 24:00");
            }
            return new Clock(minute);
        }
    }

    /** A zone of time. */
    record TimeZone(ZoneId id) {
        private static final int LONGEST = 64;

        static final Leaf LEAF =
                new Leaf.Single(
                        "a time zone such as Europe/Berlin",
                        (scalar, spot) -> parse(scalar.text()),
                        spot -> Leaves.schema("type", "string", "maxLength", LONGEST));

        private static TimeZone parse(String text) {
            try {
                if (text.length() <= LONGEST) {
                    return new TimeZone(ZoneId.of(text));
                }
            } catch (DateTimeException unknown) {
                // Told below, as one that is too long.
            }
            throw new IllegalArgumentException(
                    "time: zone "
                            + Quoted.of(text)
                            + " is not known; use a name such as Europe/Berlin, UTC or +02:00");
        }
    }
}
