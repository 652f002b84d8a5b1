package org.stockade.policy.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps within bounds what the resolver is asked for again and again. */
final class HostBound {
    private static final int MOST = 1000;

    private final Problems errors;
    private final Set<String> names = new HashSet<>();

    HostBound(Problems errors) {
        this.errors = errors;
    }

    void check(DocumentShape document) {
        document.zones().values().forEach(zone -> add(zone.value().hosts()));
        document.rules().forEach(rule -> add(rule.value().toHost()));
    }

    private void add(List<At<HostName>> hosts) {
        for (At<HostName> host : hosts) {
            if (names.add(host.value().text()) && names.size() == MOST + 1) {
                errors.add(
                        host.place(),
                        "over "
                                + MOST
                                + " hosts in zones and rules; each is resolved once a minute: use"
                                + " subnets where addresses stay");
            }
        }
    }
}
