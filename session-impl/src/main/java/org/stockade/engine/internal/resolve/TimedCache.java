package org.stockade.engine.internal.resolve;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** Keeps each value for a time of its own, and so many in all. Looking up takes no lock. */
public final class TimedCache<K, V> {
    private final int most;
    private final LongSupplier clock;
    private final ConcurrentMap<K, Timed<V>> values = new ConcurrentHashMap<>();

    /**
     * An empty one.
     *
     * @param most values kept; 0: none
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public TimedCache(int most, LongSupplier clock) {
        this.most = most;
        this.clock = clock;
    }

    private record Timed<V>(V value, long until) {}

    /** The value, if its time is not over. */
    public Optional<V> get(K key) {
        Timed<V> found = values.get(key);
        if (found == null) {
            return Optional.empty();
        }
        if (found.until - clock.getAsLong() <= 0) {
            values.remove(key, found);
            return Optional.empty();
        }
        return Optional.of(found.value);
    }

    /** How long the value is kept yet; empty: there is none. */
    public Optional<Duration> left(K key) {
        return Optional.ofNullable(values.get(key))
                .map(found -> Duration.ofNanos(found.until - clock.getAsLong()))
                .filter(Duration::isPositive);
    }

    /** Keeps it; where there is no room after those have gone whose time is over, for another. */
    public void put(K key, V value, Duration lifetime) {
        long now = clock.getAsLong();
        if (most == 0 || !lifetime.isPositive()) {
            values.remove(key);
            return;
        }
        if (values.size() >= most && !values.containsKey(key)) {
            values.values().removeIf(each -> each.until - now <= 0);
        }
        Iterator<K> others = values.keySet().iterator();
        while (values.size() >= most && !values.containsKey(key) && others.hasNext()) {
            others.next();
            others.remove();
        }
        values.put(key, new Timed<>(value, now + lifetime.toNanos()));
    }

    /** Forgets it. */
    public void remove(K key) {
        values.remove(key);
    }

    int size() {
        return values.size();
    }
}
