package org.stockade.engine.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.stockade.policy.GenerationLimits;

/**
 * What the limits on old generations say of each. Remembers who is one too many; for one thread.
 */
final class GenerationAges {
    /** How long a generation that is one too many has from being asked to being ended. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** When each that is one too many became so. */
    private final Map<Long, Long> overSince = new HashMap<>();

    /**
     * A generation that has been replaced and has sessions.
     *
     * @param retiredAt by {@link System#nanoTime}
     */
    record Old(long number, long retiredAt) {}

    /**
     * What is to be done with the sessions of one.
     *
     * @param end whether they are ended; else they are asked to finish
     * @param why for log and record
     */
    record Sentence(long number, boolean end, String why) {}

    /**
     * Judges all there are.
     *
     * @param old the one retired first comes first
     * @param now by {@link System#nanoTime}
     * @return nothing of those that may go on
     */
    List<Sentence> judge(List<Old> old, GenerationLimits limits, long now) {
        int over = Math.max(0, old.size() - limits.maxOld());
        Set<Long> tooMany = new HashSet<>();
        old.subList(0, over).forEach(each -> tooMany.add(each.number()));
        overSince.keySet().retainAll(tooMany);
        tooMany.forEach(number -> overSince.putIfAbsent(number, now));

        List<Sentence> sentences = new ArrayList<>();
        for (Old each : old) {
            Duration age = Duration.ofNanos(now - each.retiredAt());
            Long since = overSince.get(each.number());
            if (age.compareTo(limits.hard()) >= 0) {
                sentences.add(past(each, true, "its hard limit of " + text(limits.hard())));
            } else if (since != null && now - since >= GRACE.toNanos()) {
                sentences.add(past(each, true, "its hard limit: " + crowd(limits) + " for 30s"));
            } else if (since != null) {
                sentences.add(past(each, false, "its soft limit: " + crowd(limits)));
            } else if (age.compareTo(limits.soft()) >= 0) {
                sentences.add(past(each, false, "its soft limit of " + text(limits.soft())));
            }
        }
        return sentences;
    }

    private static Sentence past(Old generation, boolean end, String limit) {
        return new Sentence(
                generation.number(),
                end,
                "generation " + generation.number() + " is past " + limit);
    }

    private static String crowd(GenerationLimits limits) {
        return "more than " + limits.maxOld() + " old ones lived (max-old)";
    }

    /** {@code 24h}, {@code 1m30s}, {@code 0.5s}. */
    private static String text(Duration limit) {
        return limit.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
