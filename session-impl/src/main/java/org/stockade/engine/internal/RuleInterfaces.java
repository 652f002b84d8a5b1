package org.stockade.engine.internal;

import java.io.IOException;
import java.util.List;
import org.stockade.engine.internal.lookup.Interfaces;
import org.stockade.log.EventLog;
import org.stockade.policy.RulePolicy;

/** The interfaces of this machine, where rules look at them. */
final class RuleInterfaces {
    private static final EventLog LOG = EventLog.of("core");

    private RuleInterfaces() {}

    static Interfaces of(List<RulePolicy> rules) {
        return rules.stream().anyMatch(RuleInterfaces::looksAtThem)
                ? system()
                : new Interfaces(List.of());
    }

    private static boolean looksAtThem(RulePolicy rule) {
        return !rule.fromInterfaces().isEmpty()
                || !rule.toInterfaces().isEmpty()
                || !rule.fromInterfaceGroups().isEmpty()
                || !rule.toInterfaceGroups().isEmpty();
    }

    private static Interfaces system() {
        try {
            return Interfaces.system();
        } catch (IOException unknown) {
            LOG.warning(
                    "interfaces-unknown",
                    null,
                    "rules with interfaces match nothing",
                    "failure",
                    unknown.getMessage());
            return new Interfaces(List.of());
        }
    }
}
