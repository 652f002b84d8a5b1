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
        document.rules().forEach(rule -> rule.value().toHost().forEach(this::addTarget));
    }

    private void add(List<At<HostName>> hosts) {
        hosts.forEach(host -> add(host.value().text(), host.place()));
    }

    /** A matcher looks at addresses that are known already. */
    private void addTarget(At<TargetHost> host) {
        if (host.value().matcher().isEmpty()) {
            add(host.value().text(), host.place());
        }
    }

    private void add(String host, Place place) {
        if (names.add(host) && names.size() == MOST + 1) {
            errors.add(
                    place,
                    "over "
                            + MOST
                            + " hosts in zones and rules; each is resolved once a minute: use"
                            + " subnets where addresses stay");
        }
    }
}
