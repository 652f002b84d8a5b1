package org.stockade.engine.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many children of each name a node has stacked. Any thread. */
final class ChildNumbers {
    /** {@code null}: none yet, as in nearly every session. */
    private @Nullable Map<String, Integer> counts;

    /** Counts one more: its number, the first is 1. */
    synchronized int next(String name) {
        Map<String, Integer> known = counts;
        if (known == null) {
            known = new HashMap<>();
            counts = known;
        }
        return known.merge(name, 1, Integer::sum);
    }
}
