package org.stockade.policy.internal;

import java.util.HashMap;
import java.util.Map;

/** Checks the hosts of zones: each belongs to one. */
final class ZoneHostCheck {
    private final Problems errors;
    private final Map<String, Owner> owners = new HashMap<>();

    private record Owner(String zone, Place place) {}

    ZoneHostCheck(Problems errors) {
        this.errors = errors;
    }

    void check(Map<Name, At<DocumentShape.Zone>> zones) {
        zones.forEach(
                (name, zone) -> zone.value().hosts().forEach(host -> check(name.text(), host)));
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
