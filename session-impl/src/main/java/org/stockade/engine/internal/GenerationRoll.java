package org.stockade.engine.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The generations that live, and when those lived that have ended: of these numbers alone, so that
 * nothing of them stays in memory. Takes no lock.
 */
final class GenerationRoll {
    private final ConcurrentSkipListMap<Long, Generation> alive = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Times> ended = new ConcurrentSkipListMap<>();

    /**
     * When a generation that has ended was made and replaced.
     *
     * @param madeAt by {@link System#nanoTime}, likewise {@code retiredAt}
     */
    record Times(long madeAt, long retiredAt) {}

    /** It is about to come into force. */
    void add(Generation generation) {
        alive.put(generation.number(), generation);
    }

    /** Its last session has ended. */
    void ended(Generation generation) {
        ended.put(generation.number(), new Times(generation.madeAt(), generation.retiredAt()));
        alive.remove(generation.number());
    }

    /** It has never come into force. */
    void discarded(Generation generation) {
        alive.remove(generation.number());
    }

    /** Oldest first. */
    List<Generation> alive() {
        return List.copyOf(alive.values());
    }

    /** Those that have been replaced and have sessions, the first replaced first. */
    List<Generation> old() {
        long now = System.nanoTime();
        return alive.values().stream()
                .filter(Generation::isRetired)
                .sorted(Comparator.comparingLong(each -> each.retiredAt() - now))
                .toList();
    }

    Optional<Times> times(long ended) {
        return Optional.ofNullable(this.ended.get(ended));
    }

    /** Forgets those that have ended, except these. */
    void forgetAllBut(Set<Long> numbers) {
        for (Map.Entry<Long, Times> each : ended.entrySet()) {
            if (!numbers.contains(each.getKey())) {
                ended.remove(each.getKey());
            }
        }
    }
}
