package org.stockade.engine.internal;

import java.io.IOException;
import java.util.List;
import org.stockade.engine.internal.lookup.Interfaces;
import org.stockade.log.EventLog;
import org.stockade.policy.Policy;

/** The interfaces of this machine, where rules ask for any. */
final class SystemInterfaces {
    private static final EventLog LOG = EventLog.of("core");

    private SystemInterfaces() {}

    static Interfaces of(Policy policy) {
        return usesInterfaces(policy) ? systemInterfaces() : new Interfaces(List.of());
    }

    private static boolean usesInterfaces(Policy policy) {
        return policy.rules().stream()
                .anyMatch(
                        rule ->
                                !rule.fromInterfaces().isEmpty()
                                        || !rule.toInterfaces().isEmpty()
                                        || !rule.fromInterfaceGroups().isEmpty()
                                        || !rule.toInterfaceGroups().isEmpty());
    }

    private static Interfaces systemInterfaces() {
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
