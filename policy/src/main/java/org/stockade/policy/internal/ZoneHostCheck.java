package org.stockade.policy.internal;

import java.util.HashMap;
import java.util.Map;

/** Checks the hosts of zones, each of which belongs to one, and who resolves them. */
final class ZoneHostCheck {
    private final Names resolvers;
    private final Problems errors;
    private final Map<String, Owner> owners = new HashMap<>();

    private record Owner(String zone, Place place) {}

    ZoneHostCheck(Names resolvers, Problems errors) {
        this.resolvers = resolvers;
        this.errors = errors;
    }

    void check(Map<Name, At<DocumentShape.Zone>> zones) {
        zones.forEach(
                (name, zone) -> zone.value().hosts().forEach(host -> check(name.text(), host)));
    }

    /** The resolver of each host whose zone names one. */
    Map<String, String> resolvers(Map<Name, At<DocumentShape.Zone>> zones) {
        Map<String, String> byHost = new HashMap<>();
        zones.forEach((name, zone) -> resolver(name.text(), zone.value(), byHost));
        return byHost;
    }

    private void resolver(String zone, DocumentShape.Zone written, Map<String, String> byHost) {
        At<String> named = written.resolver().orElse(null);
        if (named == null) {
            return;
        }
        String subject = "zone " + Quoted.of(zone);
        if (written.hosts().isEmpty()) {
            errors.add(
                    named.place(),
                    subject + ": resolver is for hosts, and it has none; add hosts or remove it");
        }
        if (resolvers.check(named, subject, errors)) {
            written.hosts().forEach(host -> byHost.put(host.value().text(), named.value()));
        }
    }

    private void check(String zone, At<HostName> host) {
        Owner first = owners.putIfAbsent(host.value().text(), new Owner(zone, host.place()));
        if (first != null) {
            errors.add(
                    host.place(),
                    "zone "
                            + Quoted.of(zone)
                            + ": host "
                            + host.value()
                            + " is already one of "
                            + (first.zone().equals(zone)
                                    ? "the same zone"
                                    : "zone " + Quoted.of(first.zone()))
                            + " at "
                            + errors.at(first.place())
                            + "; a host belongs to one zone, remove one");
        }
    }
}
