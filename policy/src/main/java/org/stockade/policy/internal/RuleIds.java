package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** The ids of rules: their own, else the smallest that is unused, in the document's order. */
final class RuleIds {
    private RuleIds() {}

    /** An id for each. */
    static List<Integer> of(List<OptionalInt> written) {
        Set<Integer> taken =
                written.stream()
                        .filter(OptionalInt::isPresent)
                        .map(OptionalInt::getAsInt)
                        .collect(Collectors.toSet());
        List<Integer> ids = new ArrayList<>(written.size());
        int next = 1;
        for (OptionalInt own : written) {
            if (own.isPresent()) {
                ids.add(own.getAsInt());
                continue;
            }
            while (taken.contains(next)) {
                next++;
            }
            ids.add(next++);
        }
        return ids;
    }
}
