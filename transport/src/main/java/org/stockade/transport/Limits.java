package org.stockade.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The limits that run on one direction of an endpoint; the earliest counts. Any thread. */
final class Limits {
    private final Gate waiting;
    private volatile @Nullable TimeLimit first;

    /**
     * @param waiting where the thread waits that must see a change
     */
    Limits(Gate waiting) {
        this.waiting = waiting;
    }

    TimeLimit add(String what, Duration limit) {
        TimeLimit added = new TimeLimit(this, what, limit);
        synchronized (this) {
            added.next = first;
            first = added;
        }
        waiting.poke();
        return added;
    }

    void remove(TimeLimit gone) {
        synchronized (this) {
            TimeLimit before = null;
            for (TimeLimit at = first; at != null; before = at, at = at.next) {
                if (at != gone) {
                    continue;
                }
                if (before == null) {
                    first = at.next;
                } else {
                    before.next = at.next;
                }
                return;
            }
        }
    }

    void changed() {
        waiting.poke();
    }

    /** The limit that ends first, or {@code null} where none runs. */
    @Nullable TimeLimit earliest(long now) {
        TimeLimit found = null;
        for (TimeLimit at = first; at != null; at = at.next) {
            if (found == null || at.left(now) < found.left(now)) {
                found = at;
            }
        }
        return found;
    }

    boolean isEmpty() {
        return first == null;
    }
}
