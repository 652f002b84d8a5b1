package org.stockade.transport;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The two gates at which an endpoint's threads may wait to send: the writer's, and that of a reader
 * who sends what the writer has gathered. Both are kept: if one took the other's place, whoever
 * came first would never be woken.
 */
public final class GatePair {
    private final AtomicReference<@Nullable Gate> first = new AtomicReference<>();
    private volatile @Nullable Gate second;

    /** Notes one of the two; the same one may come again and again. */
    public void add(Gate gate) {
        if (first.get() != gate && !first.compareAndSet(null, gate)) {
            second = gate;
        }
    }

    /** Opens both. */
    public void open() {
        open(first.get());
        open(second);
    }

    public void tick(long now) {
        Gate one = first.get();
        if (one != null) {
            one.tick(now);
        }
        Gate other = second;
        if (other != null) {
            other.tick(now);
        }
    }

    private static void open(@Nullable Gate gate) {
        if (gate != null) {
            gate.open();
        }
    }
}
