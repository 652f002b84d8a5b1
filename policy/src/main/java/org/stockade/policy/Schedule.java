package org.stockade.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Times of the week, as clocks on the wall show them: summer time moves it along.
 *
 * @param days those on which it begins; at least one
 * @param from minute of the day, 0 to 1439; the first that belongs to it
 * @param to minute of the day, 1 to 1440; the first that does not; before {@code from}: on the next
 *     day
 * @param zone whose clocks; empty: those of this machine
 */
public record Schedule(Set<DayOfWeek> days, int from, int to, Optional<ZoneId> zone) {
    /** Minutes of a day. */
    public static final int DAY = 24 * 60;

    private static final int WEEK = 7 * DAY;

    public Schedule {
        if (days.isEmpty()) {
            throw new IllegalArgumentException(
                    "time: days is empty; name at least one, or leave it out for all");
        }
        if (from == to) {
            throw new IllegalArgumentException(
                    "time: from and to are the same; leave both out for the whole day");
        }
        days = Collections.unmodifiableSet(EnumSet.copyOf(days));
    }

    /** Whether it is such a time. */
    public boolean holds(Instant now) {
        ZonedDateTime clock = now.atZone(zone.orElseGet(ZoneId::systemDefault));
        int minute = clock.getHour() * 60 + clock.getMinute();
        DayOfWeek today = clock.getDayOfWeek();
        if (from < to) {
            return from <= minute && minute < to && days.contains(today);
        }
        return from <= minute && days.contains(today)
                || minute < to && days.contains(today.minus(1));
    }

    /** Whether there may be a time that belongs to both. */
    public boolean overlaps(Schedule other) {
        if (!zone.equals(other.zone)) {
            return true;
        }
        for (DayOfWeek day : days) {
            for (DayOfWeek theirs : other.days) {
                int apart = Math.floorMod(other.begin(theirs) - begin(day), WEEK);
                // Theirs begins while this lasts, or this while theirs does.
                if (apart < length() || WEEK - apart < other.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    private int begin(DayOfWeek day) {
        return day.ordinal() * DAY + from;
    }

    private int length() {
        return Math.floorMod(to - from - 1, DAY) + 1;
    }

    /** {@code mon-fri 08:00-18:00 Europe/Berlin}. */
    @Override
    public String toString() {
        return daysText()
                + " "
                + clock(from)
                + "-"
                + clock(to)
                + zone.map(where -> " " + where.getId()).orElse("");
    }

    /** A minute of the day as {@code 08:00}. */
    public static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }

    /** A day as policies write it, {@code mon}. */
    public static String name(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private String daysText() {
        StringBuilder text = new StringBuilder();
        DayOfWeek[] all = DayOfWeek.values();
        for (int i = 0; i < all.length; i++) {
            if (!days.contains(all[i])) {
                continue;
            }
            int first = i;
            while (i + 1 < all.length && days.contains(all[i + 1])) {
                i++;
            }
            text.append(text.isEmpty() ? "" : ",").append(name(all[first]));
            if (i > first) {
                text.append(i == first + 1 ? "," : "-").append(name(all[i]));
            }
        }
        return text.toString();
    }
}
