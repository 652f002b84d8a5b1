package org.stockade.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Firewall.Explanation;
import org.stockade.access.Firewall.ServiceState;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Zone;

/** Commands about what the policy in force has. */
final class PolicyCommands {
    private final CurrentFirewall current;

    PolicyCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "services", "the services and their sessions", 0, 0, call -> services()),
                new Command(
                        "service NAME maintenance TEXT|off",
                        "closes a service to new sessions, or opens it",
                        3,
                        3,
                        this::service),
                new Command("zones", "the zones", 0, 0, call -> zones()),
                new Command("zone ADDRESS", "the zone of an address", 1, 1, this::zone),
                new Command("rules", "the rules by id", 0, 0, call -> rules()),
                new Command(
                        "explain LISTENER SOURCE [TARGET] [--user U] [--at TIME] [--tcp | --udp]",
                        "what would happen to a connection",
                        2,
                        8,
                        this::explain),
                new Command("listeners", "the sockets that listen", 0, 0, call -> listeners()),
                new Command(
                        "proxies [--all]",
                        "the proxies by name; --all: whatever a policy finds by name",
                        0,
                        1,
                        this::proxies));
    }

    private Answer services() throws CommandException {
        List<Row> rows =
                current.get().services().stream()
                        .map(
                                service ->
                                        Row.of("name", service.name())
                                                .and("proxy", service.proxy())
                                                .and("router", service.router())
                                                .and("chainer", service.chainer())
                                                .and("sessions", service.sessions())
                                                .and("max_sessions", service.maxSessions())
                                                .and("started", service.started())
                                                .and("state", service.state()))
                        .toList();
        return Answer.table(rows, columnsOf(rows), "no services");
    }

    private Answer service(Command.Call call) throws CommandException {
        String name = call.operand(0);
        if (!call.operand(1).equals("maintenance")) {
            throw CommandException.usage("usage: service NAME maintenance TEXT|off");
        }
        Optional<String> message = Optional.of(call.operand(2)).filter(text -> !text.equals("off"));
        boolean known;
        try {
            known = current.get().maintain(name, message);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(CommandLine.message(wrong));
        }
        if (!known) {
            throw CommandException.failed(
                    "no service is called \"" + TextTable.printable(name) + "\"; see: services");
        }
        String state =
                current.get().services().stream()
                        .filter(service -> service.name().equals(name))
                        .map(ServiceState::state)
                        .findFirst()
                        .orElse("gone");
        return Answer.said(
                TextTable.printable(name + ": " + state),
                Row.of("service", name).and("state", state));
    }

    private Answer zones() throws CommandException {
        List<Row> rows = current.get().zones().stream().map(PolicyCommands::row).toList();
        return Answer.table(rows, columnsOf(rows), "no zones");
    }

    private static Row row(Zone zone) {
        return Row.of("name", zone.name())
                .and("parent", zone.parent().map(Zone::name).orElse(""))
                .and("subnets", zone.subnets().stream().map(Object::toString).toList())
                .and("hosts", zone.hosts());
    }

    private Answer zone(Command.Call call) throws CommandException {
        SockAddr address = address(call.operand(0));
        Optional<Zone> zone = current.get().zoneOf(address);
        Row row =
                Row.of("address", address.ip())
                        .and("zone", zone.map(Zone::name).orElse(""))
                        .and("within", ancestors(zone));
        return zone.isPresent()
                ? Answer.said(String.join(" < ", ancestors(zone)), row)
                : new Answer(1, row, List.of(address.ip() + " is in no zone"));
    }

    private static List<String> ancestors(Optional<Zone> zone) {
        List<String> names = new ArrayList<>();
        for (Optional<Zone> at = zone; at.isPresent(); at = at.get().parent()) {
            names.add(at.get().name());
        }
        return names;
    }

    private Answer rules() throws CommandException {
        List<Row> rows =
                current.get().rules().stream()
                        .map(
                                rule ->
                                        Row.of("id", rule.id())
                                                .and("conditions", rule.conditions())
                                                .and("action", rule.action()))
                        .toList();
        return Answer.table(rows, columnsOf(rows), "no rules: every connection is refused");
    }

    private Answer explain(Command.Call call) throws CommandException {
        ExplainOptions options = ExplainOptions.of(call.operands());
        Explanation told;
        try {
            told =
                    current.get()
                            .explain(
                                    call.operand(0),
                                    address(call.operand(1)),
                                    options.target(),
                                    options.supposed());
        } catch (IllegalArgumentException wrong) {
            throw CommandException.failed(CommandLine.message(wrong));
        }
        List<Row> steps =
                told.steps().stream()
                        .map(step -> Row.of("what", step.what()).and("result", step.result()))
                        .toList();
        List<String> lines = new ArrayList<>();
        int width = told.steps().stream().mapToInt(step -> step.what().length()).max().orElse(0);
        for (var step : told.steps()) {
            String label = step.what() + " ".repeat(width - step.what().length());
            lines.add(TextTable.printable(label + "  " + step.result()));
        }
        lines.add(
                (told.accepted() ? "accepted: " : "refused: ")
                        + TextTable.printable(told.summary()));
        Row value = Row.of("accepted", told.accepted()).and("summary", told.summary());
        return new Answer(0, value.and("steps", steps), lines);
    }

    private Answer listeners() throws CommandException {
        List<Row> rows =
                current.get().listeners().stream()
                        .map(
                                listening ->
                                        Row.of("listener", listening.listener())
                                                .and("address", listening.bound())
                                                .and("open", listening.open())
                                                .and("max_connections", listening.maxConnections()))
                        .toList();
        return Answer.table(rows, columnsOf(rows), "no listeners");
    }

    private Answer proxies(Command.Call call) throws CommandException {
        if (call.count() == 1) {
            if (!call.operand(0).equals("--all")) {
                throw CommandException.usage("usage: proxies [--all]");
            }
            return parts();
        }
        List<Row> rows =
                current.get().proxies().stream()
                        .map(
                                proxy ->
                                        origin(
                                                Row.of("name", proxy.name()),
                                                proxy.bundle(),
                                                proxy.sourceBundle(),
                                                proxy.state()))
                        .toList();
        return Answer.table(rows, List.of("name", "bundle", "source", "state"), "no proxies");
    }

    private Answer parts() throws CommandException {
        List<Row> rows =
                current.get().parts().stream()
                        .map(
                                part ->
                                        origin(
                                                Row.of("kind", part.kind())
                                                        .and("name", part.name()),
                                                part.bundle(),
                                                part.sourceBundle(),
                                                part.state()))
                        .toList();
        return Answer.table(
                rows,
                List.of("kind", "name", "bundle", "source", "state"),
                "nothing is found by name");
    }

    private static Row origin(Row row, String bundle, long source, String state) {
        row.and("bundle", bundle);
        // One that the policy names and nobody has installed comes from no bundle.
        if (source >= 0) {
            row.and("source", source);
        }
        return row.and("state", state);
    }

    private static List<String> columnsOf(List<Row> rows) {
        return rows.isEmpty() ? List.of() : List.copyOf(rows.getFirst().values().keySet());
    }

    /** An address, with or without a port. */
    private static SockAddr address(String text) throws CommandException {
        try {
            return SockAddr.literal(text).isPresent() ? SockAddr.of(text, 0) : SockAddr.parse(text);
        } catch (IllegalArgumentException notOne) {
            throw CommandException.usage(
                    "\""
                            + TextTable.printable(text)
                            + "\" is not an address; use 192.0.2.1, 192.0.2.1:80, 2001:db8::1 or"
                            + " [2001:db8::1]:80");
        }
    }
}
