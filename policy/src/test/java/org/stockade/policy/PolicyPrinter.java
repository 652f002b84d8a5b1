package org.stockade.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.stockade.policy.internal.WrittenSettings;
import org.stockade.session.Zone;

/** Writes a policy as a document, all of it. */
final class PolicyPrinter {
    private final StringBuilder out = new StringBuilder("stockade: 1\n");

    private PolicyPrinter() {}

    static String print(Policy policy) {
        PolicyPrinter printer = new PolicyPrinter();
        policy.name()
                .ifPresent(name -> printer.out.append("name: ").append(quoted(name)).append('\n'));
        printer.out
                .append("transport: ")
                .append(policy.transport().name().toLowerCase(Locale.ROOT))
                .append('\n');
        printer.out
                .append("generations: ")
                .append(PlatformPrinter.generations(policy.generations()))
                .append("\ndeployment: ")
                .append(PlatformPrinter.deployment(policy.deployment()))
                .append('\n');
        printer.section("budgets", PlatformPrinter.budgets(policy.budgets()));
        printer.section(
                "zones",
                policy.zones().stream().map(zone -> zone(zone, policy.hostResolvers())).toList());
        printer.section(
                "nat",
                policy.nat().stream().map(it -> choice(it.name(), it.kind(), it.with())).toList());
        printer.section(
                "resolvers",
                policy.resolvers().stream()
                        .map(it -> choice(it.name(), it.kind(), it.with()))
                        .toList());
        printer.section(
                "matchers",
                policy.matchers().stream()
                        .map(it -> choice(it.name(), it.kind(), it.with()))
                        .toList());
        printer.section(
                "listeners", policy.listeners().stream().map(PolicyPrinter::listener).toList());
        printer.section(
                "authenticators",
                policy.authenticators().stream()
                        .map(it -> choice(it.name(), it.kind(), it.with()))
                        .toList());
        printer.section(
                "known-addresses",
                policy.knownAddresses().stream().map(AuthPrinter::known).toList());
        printer.section(
                "services", policy.services().stream().map(PolicyPrinter::service).toList());
        printer.section("rules", policy.rules().stream().map(rule -> "- " + rule(rule)).toList());
        return printer.out.toString();
    }

    private void section(String name, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append(name).append(":\n");
            lines.forEach(line -> out.append("  ").append(line).append('\n'));
        }
    }

    private static String choice(String name, String kind, SettingsNode with) {
        return name + ": " + PlatformPrinter.choice(kind, with);
    }

    static String quoted(Object text) {
        return "'" + text.toString().replace("'", "''") + "'";
    }

    private static String list(List<?> values) {
        return values.stream()
                .map(PolicyPrinter::quoted)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    static String mapping(List<String> entries) {
        return "{ " + String.join(", ", entries) + " }";
    }

    static void add(List<String> entries, String key, List<?> values) {
        if (!values.isEmpty()) {
            entries.add(key + ": " + list(values));
        }
    }

    private static String zone(Zone zone, Map<String, String> resolvers) {
        List<String> entries = new ArrayList<>();
        zone.parent().ifPresent(parent -> entries.add("parent: " + parent));
        add(entries, "subnets", zone.subnets());
        add(entries, "hosts", zone.hosts());
        zone.hosts().stream()
                .limit(1)
                .filter(resolvers::containsKey)
                .forEach(host -> entries.add("resolver: " + resolvers.get(host)));
        Zone.Services services = zone.services();
        services.outbound().ifPresent(named -> entries.add("outbound-services: " + list(named)));
        services.inbound().ifPresent(named -> entries.add("inbound-services: " + list(named)));
        if (services.umbrella()) {
            entries.add("umbrella: true");
        }
        return zone.name() + ": " + mapping(entries);
    }

    private static String listener(ListenerPolicy listener) {
        List<String> entries = new ArrayList<>();
        add(entries, "bind", listener.bind());
        entries.add("max-connections: " + listener.maxConnections());
        entries.add("max-connections-per-source: " + listener.maxConnectionsPerSource());
        entries.add("proxy-protocol: " + listener.proxyProtocol());
        entries.add("transparent: " + listener.transparent().name().toLowerCase(Locale.ROOT));
        return listener.name() + ": " + mapping(entries);
    }

    private static String service(ServicePolicy service) {
        List<String> entries = new ArrayList<>();
        entries.add("proxy: " + service.proxy());
        String with = WrittenSettings.text(service.with());
        if (!with.equals("null")) {
            entries.add("with: " + with);
        }
        entries.add("router: " + PlatformPrinter.choice(service.router(), service.routerWith()));
        entries.add("chainer: " + PlatformPrinter.choice(service.chainer(), service.chainerWith()));
        service.snat().ifPresent(name -> entries.add("snat: " + name));
        service.dnat().ifPresent(name -> entries.add("dnat: " + name));
        service.resolver().ifPresent(name -> entries.add("resolver: " + name));
        service.authentication()
                .ifPresent(policy -> entries.add(AuthPrinter.authentication(policy)));
        service.authorization()
                .ifPresent(
                        policy ->
                                entries.add(
                                        AuthPrinter.authorization(
                                                policy, PolicyPrinter::schedule)));
        service.toZones().ifPresent(zones -> entries.add("to-zones: " + list(zones)));
        entries.add("max-sessions: " + service.maxSessions());
        Admission admission = service.admission();
        admission
                .sessionRate()
                .ifPresent(
                        rate ->
                                entries.add(
                                        "session-rate: { per-second: "
                                                + rate.perSecond()
                                                + ", burst: "
                                                + rate.burst()
                                                + " }"));
        entries.add("max-sessions-per-source: " + admission.maxSessionsPerSource());
        admission.maintenance().ifPresent(text -> entries.add("maintenance: " + quoted(text)));
        if (!service.timeLimits().isEmpty()) {
            Map<String, Duration> limits = new TreeMap<>(service.timeLimits());
            entries.add(
                    "time-limits: "
                            + mapping(
                                    limits.entrySet().stream()
                                            .map(
                                                    limit ->
                                                            limit.getKey()
                                                                    + ": "
                                                                    + PlatformPrinter.time(
                                                                            limit.getValue()))
                                            .toList()));
        }
        return service.name() + ": " + mapping(entries);
    }

    private static String rule(RulePolicy rule) {
        List<String> entries = new ArrayList<>();
        entries.add("id: " + rule.id());
        add(entries, "listener", rule.listeners());
        add(entries, "from-zone", rule.fromZones());
        add(entries, "to-zone", rule.toZones());
        add(entries, "from-subnet", rule.fromSubnets());
        add(entries, "to-subnet", rule.toSubnets());
        add(entries, "from-port", rule.fromPorts());
        add(entries, "to-port", rule.toPorts());
        add(entries, "from-interface", rule.fromInterfaces());
        add(entries, "to-interface", rule.toInterfaces());
        if (!rule.fromInterfaceGroups().isEmpty()) {
            entries.add("from-interface-group: " + rule.fromInterfaceGroups());
        }
        if (!rule.toInterfaceGroups().isEmpty()) {
            entries.add("to-interface-group: " + rule.toInterfaceGroups());
        }
        add(entries, "protocol", rule.protocols());
        add(entries, "to-host", rule.toHosts());
        add(entries, "detect", rule.detect());
        add(entries, "user", rule.users());
        add(entries, "group", rule.groups());
        if (!rule.times().isEmpty()) {
            entries.add(
                    "time: ["
                            + rule.times().stream()
                                    .map(PolicyPrinter::schedule)
                                    .collect(Collectors.joining(", "))
                            + "]");
        }
        rule.service().ifPresent(service -> entries.add("service: " + service));
        rule.deny().ifPresent(deny -> entries.add("deny: " + deny.name().toLowerCase(Locale.ROOT)));
        return mapping(entries);
    }

    private static String schedule(Schedule schedule) {
        List<String> days = new ArrayList<>();
        for (DayOfWeek day : schedule.days()) {
            days.add(Schedule.name(day));
        }
        List<String> entries = new ArrayList<>();
        entries.add("days: [" + String.join(", ", days) + "]");
        entries.add("from: " + quoted(Schedule.clock(schedule.from())));
        entries.add("to: " + quoted(Schedule.clock(schedule.to())));
        schedule.zone().ifPresent(zone -> entries.add("zone: " + quoted(zone.getId())));
        return mapping(entries);
    }
}
