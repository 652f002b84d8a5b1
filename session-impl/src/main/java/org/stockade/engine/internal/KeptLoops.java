package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stockade.endpoint.Transport.Turn;

/**
 * Finds threads that keep their loop from all others: those that so many looks on end, a second
 * apart, have found in one and the same turn. Counts looks and no time, so that a machine which
 * stood still accuses nobody. For one thread.
 */
final class KeptLoops {
    /** Looks, the first one included: five seconds. */
    static final int LOOKS = 6;

    private final Map<Integer, Seen> seen = new HashMap<>();

    private record Seen(Turn turn, int looks) {
        boolean stands(Turn now) {
            return now.number() == turn.number() && now.carried() == turn.carried();
        }
    }

    /** Takes the next look; returns those who have just been found too often. */
    List<Thread> look(List<Turn> turns) {
        List<Thread> keepers = new ArrayList<>();
        Map<Integer, Seen> now = new HashMap<>();
        for (Turn turn : turns) {
            Seen before = seen.get(turn.loop());
            int looks = before != null && before.stands(turn) ? before.looks() + 1 : 1;
            now.put(turn.loop(), new Seen(turn, looks));
            if (looks == LOOKS) {
                keepers.add(turn.carried());
            }
        }
        seen.clear();
        seen.putAll(now);
        return keepers;
    }
}
