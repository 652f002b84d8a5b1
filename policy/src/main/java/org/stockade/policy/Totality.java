package org.stockade.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * Which pairs of zones a policy decides: for the clients of each zone at each listener, and where
 * that is transparent for each zone they may aim at, whether there is a rule that matches all of
 * these connections, rules for some of them, or none. What no rule matches is refused.
 *
 * <p>It is said only of rules without further conditions that they match all. Bounded in lines and
 * in work; the last line says where it stopped.
 */
public final class Totality {
    private static final int MOST_LINES = 200;

    /** Pairs, and comparisons of a rule with one. */
    private static final int MOST_WORK = 2_000_000;

    private static final String ANYWHERE = "";

    private final Policy policy;
    private final List<Optional<Zone>> inhabited = new ArrayList<>();
    private final List<String> undecided = new ArrayList<>();
    private final List<String> decided = new ArrayList<>();
    private int whole;
    private int partly;
    private int none;

    /** IP protocols of what comes to the listener that is looked at. */
    private Set<Integer> served = Set.of();

    private int work;

    /** Of a checked policy. */
    public Totality(Policy policy) {
        this.policy = policy;
        policy.zones().stream()
                .filter(zone -> !zone.subnets().isEmpty() || !zone.hosts().isEmpty())
                .map(Optional::of)
                .forEach(inhabited::add);
        if (!coversAll()) {
            inhabited.add(Optional.empty());
        }
    }

    private boolean coversAll() {
        Set<String> families = new TreeSet<>();
        for (Zone zone : policy.zones()) {
            for (Subnet subnet : zone.subnets()) {
                if (subnet.prefix() == 0) {
                    families.add(subnet.isIpv4() ? "4" : "6");
                }
            }
        }
        return families.size() == 2;
    }

    /** What is not decided first, then what is, then the sums. */
    public List<String> lines() {
        for (ListenerPolicy listener : policy.listeners()) {
            listener(listener);
        }
        List<String> lines = new ArrayList<>(undecided);
        lines.addAll(decided);
        int pairs = whole + partly + none;
        List<String> shown = new ArrayList<>(lines.subList(0, Math.min(lines.size(), MOST_LINES)));
        if (pairs > MOST_LINES) {
            shown.add((pairs - MOST_LINES) + " more pairs are left out");
        }
        shown.add(
                pairs
                        + " pairs: "
                        + whole
                        + " decided, "
                        + partly
                        + " in part, "
                        + none
                        + " by no rule"
                        + (work >= MOST_WORK ? "; stopped there, the policy has more" : ""));
        return shown;
    }

    private void listener(ListenerPolicy listener) {
        served =
                listener.protocols().stream()
                        .map(TransportProtocol::ip)
                        .collect(Collectors.toUnmodifiableSet());
        Map<String, List<RulePolicy>> byZone = new HashMap<>();
        for (RulePolicy rule : policy.rules()) {
            boolean here = rule.listeners().isEmpty() || rule.listeners().contains(listener.name());
            if (here
                    && (rule.protocols().isEmpty()
                            || !Collections.disjoint(rule.protocols(), served))) {
                boolean anywhere = rule.fromZones().isEmpty() || !rule.fromSubnets().isEmpty();
                for (String zone : anywhere ? List.of(ANYWHERE) : rule.fromZones()) {
                    byZone.computeIfAbsent(zone, key -> new ArrayList<>()).add(rule);
                }
            }
        }
        boolean transparent = listener.transparent() != Transparency.FALSE;
        for (Optional<Zone> client : inhabited) {
            if (work >= MOST_WORK) {
                return;
            }
            List<RulePolicy> candidates = new ArrayList<>(byZone.getOrDefault(ANYWHERE, List.of()));
            for (Zone at = client.orElse(null); at != null; at = at.parent().orElse(null)) {
                candidates.addAll(byZone.getOrDefault(at.name(), List.of()));
            }
            if (transparent) {
                inhabited.forEach(
                        target ->
                                pair(
                                        candidates,
                                        client,
                                        target,
                                        name(target) + " by listener " + listener.name()));
            } else {
                pair(candidates, client, null, "listener " + listener.name());
            }
        }
    }

    private void pair(
            List<RulePolicy> candidates,
            Optional<Zone> client,
            @Nullable Optional<Zone> target,
            String where) {
        Set<Integer> some = new TreeSet<>();
        work++;
        for (RulePolicy rule : candidates) {
            if (work++ >= MOST_WORK) {
                return;
            }
            Fit from = fit(client, rule.fromZones(), rule.fromSubnets());
            Fit to =
                    target == null
                            ? atListener(rule)
                            : fit(target, rule.toZones(), rule.toSubnets());
            if (from == Fit.ALL && to == Fit.ALL && isWhole(rule, target != null)) {
                whole++;
                decided.add(
                        name(client) + " -> " + where + ": rule " + rule.id() + ", " + does(rule));
                return;
            }
            if (from != Fit.NONE && to != Fit.NONE) {
                some.add(rule.id());
            }
        }
        if (some.isEmpty()) {
            none++;
            note(undecided, name(client) + " -> " + where + ": no rule, refused");
        } else {
            partly++;
            note(
                    undecided,
                    name(client)
                            + " -> "
                            + where
                            + ": in part, by rules "
                            + few(some)
                            + "; the rest is refused");
        }
    }

    private static void note(List<String> lines, String line) {
        if (lines.size() < MOST_LINES) {
            lines.add(line);
        }
    }

    private static String few(Set<Integer> ids) {
        List<String> first = ids.stream().limit(5).map(String::valueOf).toList();
        return String.join(", ", first) + (ids.size() > first.size() ? " …" : "");
    }

    private String does(RulePolicy rule) {
        return rule.service()
                .map(
                        name ->
                                "service "
                                        + name
                                        + policy.service(name)
                                                .flatMap(ServicePolicy::toZones)
                                                .map(
                                                        zones ->
                                                                " to "
                                                                        + (zones.isEmpty()
                                                                                ? "nowhere"
                                                                                : String.join(
                                                                                        ", ",
                                                                                        zones)))
                                                .orElse(""))
                .orElse("denied");
    }

    private enum Fit {
        ALL,
        SOME,
        NONE
    }

    /** A target there is the listener itself, of which no zone is known here. */
    private static Fit atListener(RulePolicy rule) {
        return rule.toZones().isEmpty()
                        && rule.toSubnets().isEmpty()
                        && rule.toHosts().isEmpty()
                        && rule.toInterfaces().isEmpty()
                        && rule.toInterfaceGroups().isEmpty()
                ? Fit.ALL
                : Fit.NONE;
    }

    private static Fit fit(Optional<Zone> zone, List<String> zones, List<Subnet> subnets) {
        if (zones.isEmpty() && subnets.isEmpty()) {
            return Fit.ALL;
        }
        if (zone.isEmpty()) {
            return subnets.isEmpty() ? Fit.NONE : Fit.SOME;
        }
        if (zones.stream().anyMatch(zone.get()::isWithin)) {
            return Fit.ALL;
        }
        List<Subnet> its = zone.get().subnets();
        if (zone.get().hosts().isEmpty()
                && its.stream().allMatch(one -> subnets.stream().anyMatch(s -> s.contains(one)))) {
            return Fit.ALL;
        }
        boolean meets =
                its.stream()
                        .anyMatch(
                                one ->
                                        subnets.stream()
                                                .anyMatch(s -> s.contains(one) || one.contains(s)));
        return meets || !zone.get().hosts().isEmpty() && !subnets.isEmpty() ? Fit.SOME : Fit.NONE;
    }

    /** Whether it has no condition besides those on addresses. */
    private boolean isWhole(RulePolicy rule, boolean transparent) {
        return (rule.protocols().isEmpty() || rule.protocols().containsAll(served))
                && rule.fromInterfaces().isEmpty()
                && rule.fromInterfaceGroups().isEmpty()
                && isAnyPort(rule.fromPorts())
                && (transparent ? isAnyPort(rule.toPorts()) : rule.toPorts().isEmpty())
                && (!transparent
                        || rule.toHosts().isEmpty()
                                && rule.toInterfaces().isEmpty()
                                && rule.toInterfaceGroups().isEmpty()
                        || !rule.toZones().isEmpty()
                        || !rule.toSubnets().isEmpty())
                && rule.detect().isEmpty()
                && rule.users().isEmpty()
                && rule.groups().isEmpty()
                && rule.times().isEmpty();
    }

    private static boolean isAnyPort(List<PortRange> ports) {
        return ports.isEmpty()
                || ports.stream().anyMatch(port -> port.low() <= 1 && port.high() == 65535);
    }

    private static String name(Optional<Zone> zone) {
        return zone.map(Zone::name).orElse("(no zone)");
    }
}
