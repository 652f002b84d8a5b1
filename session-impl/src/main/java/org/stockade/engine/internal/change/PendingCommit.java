package org.stockade.engine.internal.change;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.engine.internal.revision.HeldBack;
import org.stockade.engine.internal.revision.KeptSource;

/**
 * A commit that waits for its confirmation, with all that is needed to go back.
 *
 * @param committed what serves until then
 * @param former what served before
 * @param made when it was loaded, by the clock
 * @param within how long it may wait
 * @param sources the proxy bundles of before
 */
record PendingCommit(
        Kept committed, Kept former, Instant made, Duration within, List<KeptSource> sources) {
    PendingCommit {
        sources = List.copyOf(sources);
    }

    /**
     * What is left by the clock, which may have been set meanwhile: never more than the whole.
     * Negative or zero: nothing is.
     */
    Duration left(Instant now) {
        Duration left = Duration.between(now, made.plus(within));
        return left.compareTo(within) > 0 ? within : left;
    }

    Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        committed.values().forEach((name, value) -> values.put("committed." + name, value));
        former.values().forEach((name, value) -> values.put("former." + name, value));
        values.put("made", made.toString());
        values.put("within", within.toString());
        int i = 0;
        for (KeptSource source : sources) {
            put("source." + i++ + ".", source, values);
        }
        return values;
    }

    private static void put(String before, KeptSource source, Map<String, String> values) {
        values.put(before + "location", source.location());
        values.put(before + "name", source.name());
        values.put(before + "version", source.version());
        values.put(before + "hash", source.hash());
        values.put(before + "active", Boolean.toString(source.active()));
    }

    /**
     * Reads it back.
     *
     * @throws IOException if something is missing or is not what it should be
     */
    static PendingCommit of(Map<String, String> values) throws IOException {
        List<KeptSource> sources = new ArrayList<>();
        for (int i = 0; values.containsKey("source." + i + ".location"); i++) {
            sources.add(source("source." + i + ".", values));
        }
        try {
            return new PendingCommit(
                    Kept.of(below("committed.", values)),
                    Kept.of(below("former.", values)),
                    Instant.parse(Kept.wanted(values, "made")),
                    Duration.parse(Kept.wanted(values, "within")),
                    sources);
        } catch (DateTimeException damaged) {
            throw new IOException("damaged: " + damaged.getMessage(), damaged);
        }
    }

    private static Map<String, String> below(String before, Map<String, String> values) {
        Map<String, String> below = new HashMap<>();
        values.forEach(
                (name, value) -> {
                    if (name.startsWith(before)) {
                        below.put(name.substring(before.length()), value);
                    }
                });
        return below;
    }

    private static KeptSource source(String before, Map<String, String> values) throws IOException {
        return new KeptSource(
                Kept.wanted(values, before + "location"),
                Kept.wanted(values, before + "name"),
                Kept.wanted(values, before + "version"),
                Kept.wanted(values, before + "hash"),
                Boolean.parseBoolean(Kept.wanted(values, before + "active")));
    }

    /** Changes of bundles that were taken back, as names and values. */
    static Map<String, String> values(List<HeldBack> changes) {
        Map<String, String> values = new HashMap<>();
        int i = 0;
        for (HeldBack change : changes) {
            String before = "change." + i++ + ".";
            values.put(before + "at", change.location());
            values.put(before + "refused", change.refused());
            change.former().ifPresent(former -> put(before, former, values));
        }
        return values;
    }

    /** Reads {@link #values(List)} back. */
    static List<HeldBack> changes(Map<String, String> values) throws IOException {
        List<HeldBack> changes = new ArrayList<>();
        for (int i = 0; values.containsKey("change." + i + ".at"); i++) {
            String before = "change." + i + ".";
            changes.add(
                    new HeldBack(
                            Kept.wanted(values, before + "at"),
                            Kept.wanted(values, before + "refused"),
                            values.containsKey(before + "hash")
                                    ? Optional.of(source(before, values))
                                    : Optional.empty()));
        }
        return changes;
    }
}
