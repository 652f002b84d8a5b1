package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/** Makes the tree of zones, in which a parent may stand below its children. */
final class ZoneCheck {
    private final Map<Name, At<DocumentShape.Zone>> written;
    private final Names names;
    private final Names services;
    private final Problems errors;
    private final Map<String, Zone> made = new HashMap<>();

    /** A subnet with its host bits cleared. */
    private record Masked(String network, int prefix) {
        static Masked of(Subnet subnet) {
            return new Masked(subnet.network().getHostAddress(), subnet.prefix());
        }
    }

    private record Owner(String zone, At<Subnet> subnet) {}

    ZoneCheck(
            Map<Name, At<DocumentShape.Zone>> written,
            Names names,
            Names services,
            Problems errors) {
        this.written = written;
        this.names = names;
        this.services = services;
        this.errors = errors;
    }

    /** The zones in the order of the document. */
    List<Zone> zones() {
        checkSubnets();
        Unfinished unfinished = new Unfinished(errors);
        written.forEach(
                (name, zone) ->
                        unfinished.values(
                                zone,
                                "zone " + Quoted.of(name.text()),
                                Set.of("parent", "subnets", "hosts")));
        // A zone with subnets or hosts has its effect unnamed: it takes its addresses from wider
        // ones.
        written.forEach(
                (name, zone) -> {
                    if (!zone.value().subnets().isEmpty() || !zone.value().hosts().isEmpty()) {
                        names.used(name.text());
                    }
                });
        List<Zone> zones = new ArrayList<>();
        written.forEach((name, zone) -> zones.add(make(name.text())));
        return zones;
    }

    private void checkSubnets() {
        Map<Masked, Owner> owners = new HashMap<>();
        written.forEach(
                (name, zone) ->
                        zone.value()
                                .subnets()
                                .forEach(subnet -> checkSubnet(name.text(), subnet, owners)));
    }

    private void checkSubnet(String zone, At<Subnet> subnet, Map<Masked, Owner> owners) {
        Owner first = owners.putIfAbsent(Masked.of(subnet.value()), new Owner(zone, subnet));
        if (first != null) {
            errors.add(
                    subnet.place(),
                    "zone "
                            + Quoted.of(zone)
                            + ": subnet "
                            + subnet.value()
                            + " is the same as "
                            + first.subnet().value()
                            + " of "
                            + (first.zone().equals(zone)
                                    ? "the same zone"
                                    : "zone " + Quoted.of(first.zone()))
                            + " at "
                            + errors.at(first.subnet().place())
                            + "; a subnet belongs to one zone, remove one");
        }
    }

    /**
     * Makes a zone after those above it, without recursion: the tree may be as deep as the
     * document.
     */
    private Zone make(String name) {
        List<String> below = new ArrayList<>();
        Set<String> path = new LinkedHashSet<>();
        String at = name;
        while (at != null && !made.containsKey(at)) {
            if (!path.add(at)) {
                reportLoop(at, path);
                break;
            }
            below.add(at);
            at = parentOf(at);
        }
        for (int i = below.size() - 1; i >= 0; i--) {
            String next = below.get(i);
            if (!made.containsKey(next)) {
                String parent = parentOf(next);
                Zone above = parent == null ? null : made.get(parent);
                made.put(next, new Zone(next, above, subnets(next), hosts(next), services(next)));
            }
        }
        return Objects.requireNonNull(made.get(name));
    }

    private void reportLoop(String at, Set<String> path) {
        List<String> loop = new ArrayList<>(path);
        loop = loop.subList(loop.indexOf(at), loop.size());
        String first = loop.getFirst();
        String last = loop.getLast();
        StringBuilder message = new StringBuilder();
        message.append("zone ").append(Quoted.of(first)).append(": ");
        if (loop.size() == 1) {
            message.append("it is its own parent; name another, or none");
        } else {
            message.append("parent ")
                    .append(Quoted.of(loop.get(1)))
                    .append(" leads back to it, by zone ")
                    .append(Quoted.of(last))
                    .append(" at ")
                    .append(errors.at(zone(last).place()))
                    .append("; a zone cannot lie above itself, remove one \"parent\"");
        }
        errors.add(
                zone(first).value().parent().map(At::place).orElse(Place.START),
                message.toString());
    }

    private At<DocumentShape.Zone> zone(String name) {
        return Objects.requireNonNull(written.get(new Name(name)));
    }

    private List<Subnet> subnets(String name) {
        return zone(name).value().subnets().stream().map(At::value).toList();
    }

    private List<String> hosts(String name) {
        return zone(name).value().hosts().stream().map(host -> host.value().text()).toList();
    }

    private Zone.Services services(String name) {
        DocumentShape.Zone zone = zone(name).value();
        return new Zone.Services(
                zone.outboundServices().map(named -> services(name, named)),
                zone.inboundServices().map(named -> services(name, named)),
                zone.umbrella());
    }

    /** What is permitted is not yet used: it takes a rule for that. */
    private List<String> services(String zone, List<At<String>> named) {
        named.stream()
                .filter(service -> !service.value().equals("*"))
                .forEach(
                        service ->
                                services.checkDefined(service, "zone " + Quoted.of(zone), errors));
        return named.stream().map(At::value).distinct().toList();
    }

    /**
     * The zone above, {@code null} for a root and where the name is not defined, which is reported.
     */
    private @Nullable String parentOf(String name) {
        At<String> parent = zone(name).value().parent().orElse(null);
        return parent != null
                        && names.check(parent, "zone " + Quoted.of(name), errors)
                        && written.containsKey(new Name(parent.value()))
                ? parent.value()
                : null;
    }
}
