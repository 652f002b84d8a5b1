package org.stockade.engine.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stockade.detect.Detector;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.policy.Nearest;
import org.stockade.policy.RulePolicy;

/** Who recognises what the rules of one generation ask for. */
final class DetectionPlan {
    private final Set<Detector> detectors = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> names = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();

    DetectionPlan(List<RulePolicy> rules, Snapshot snapshot) {
        for (RulePolicy rule : rules) {
            for (String name : rule.detect()) {
                names.add(name);
                String kind = Detection.kind(name);
                Optional<Revision> found = snapshot.revision(Kind.DETECTOR, kind);
                if (found.isPresent()) {
                    detectors.add((Detector) found.get().factory());
                } else {
                    warnings.add(
                            rule.place()
                                    + ": rule "
                                    + rule.id()
                                    + ": nothing recognises \""
                                    + kind
                                    + "\", so it matches nothing by that until a bundle that has"
                                    + " it is started; "
                                    + mend(kind, snapshot.all(Kind.DETECTOR).keySet()));
                }
            }
        }
    }

    private static String mend(String kind, Set<String> known) {
        return Nearest.orElse(kind, known, "there are " + known);
    }

    /** What rules ask for, each once. */
    Collection<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /** Each once. */
    Collection<Detector> detectors() {
        return Collections.unmodifiableSet(detectors);
    }

    /** Kinds that nobody recognises. */
    List<String> warnings() {
        return warnings;
    }
}
