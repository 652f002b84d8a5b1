package org.stockade.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.access.Known;

/** Commands about live sessions. */
final class SessionCommands {
    private static final List<String> COLUMNS =
            List.of(
                    "id",
                    "service",
                    "proxy",
                    "client",
                    "client_zone",
                    "server",
                    "server_zone",
                    "rule",
                    "state",
                    "seconds",
                    "received",
                    "sent");

    private final CurrentFirewall current;

    SessionCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command("sessions", "the live sessions, oldest first", 0, 0, call -> list()),
                new Command(
                        "session ID",
                        "the tree of one session",
                        1,
                        1,
                        call -> tree(call.operand(0))),
                new Command(
                        "kill ID",
                        "ends one session at once, or one child in it alone",
                        1,
                        1,
                        this::kill));
    }

    private Answer list() throws CommandException {
        List<Row> rows = current.get().sessions().stream().map(SessionCommands::row).toList();
        return Answer.table(rows, COLUMNS, "no live sessions");
    }

    private Answer tree(String id) throws CommandException {
        SessionNode root =
                current.get().session(shortId(id)).orElseThrow(() -> unknown(shortId(id)));
        List<String> lines = new ArrayList<>();
        draw(root, 0, lines);
        return new Answer(0, row(root), lines);
    }

    private Answer kill(Command.Call call) throws CommandException {
        String id = nodeId(call.operand(0));
        if (!current.get().kill(id, call.actor())) {
            throw unknown(id);
        }
        return Answer.said("killed " + TextTable.printable(id), Row.of("killed", id));
    }

    private static CommandException unknown(String id) {
        return CommandException.failed("no live session " + TextTable.printable(id));
    }

    /** {@code web-out:17/http} of {@code (edge/web-out:17/http)}, as logs have it. */
    static String nodeId(String id) {
        String bare =
                id.startsWith("(") && id.endsWith(")") ? id.substring(1, id.length() - 1) : id;
        int slash = bare.indexOf('/');
        // The firewall's name is the only part in front of the service and its number.
        return slash < 0 || bare.substring(0, slash).contains(":")
                ? bare
                : bare.substring(slash + 1);
    }

    /** {@code web-out:17}, also of a node in it. */
    private static String shortId(String id) {
        return nodeId(id).split("/", -1)[0];
    }

    private static Row row(SessionNode node) {
        return Row.of("id", node.id())
                .and("service", node.service())
                .and("proxy", node.proxy())
                .and("bundle", node.bundle())
                .and("generation", node.generation())
                .and("client", node.client())
                .and("client_zone", node.clientZone())
                .and("server", node.server())
                .and("server_zone", node.serverZone())
                .and("rule", node.rule())
                .and("state", node.state())
                .and("seconds", Math.round(node.seconds() * 10) / 10.0)
                .and("received", node.received())
                .and("sent", node.sent())
                .and("verdict", node.verdict())
                .and("auth", node.known().auth())
                .and("auth_user", node.known().user())
                .and("auth_groups", node.known().groups())
                .and("authorized", node.known().authorized())
                .and("taps", node.taps().stream().map(TapCommands::row).toList())
                .and("children", node.children().stream().map(SessionCommands::row).toList());
    }

    private static void draw(SessionNode node, int depth, List<String> lines) {
        String line =
                String.format(
                        Locale.ROOT,
                        "%s%s  %s  proxy %s (%s)  generation %d  client %s in %s  server %s in %s  rule %s"
                                + "  %.1f s  received %d  sent %d  verdict %s",
                        "  ".repeat(depth),
                        node.id(),
                        node.state(),
                        known(node.proxy()),
                        known(node.bundle()),
                        node.generation(),
                        known(node.client()),
                        known(node.clientZone()),
                        known(node.server()),
                        known(node.serverZone()),
                        known(node.rule()),
                        node.seconds(),
                        node.received(),
                        node.sent(),
                        node.verdict());
        lines.add(TextTable.printable(line + known(node.known())));
        node.taps()
                .forEach(
                        tap ->
                                lines.add(
                                        "  ".repeat(depth + 1)
                                                + TextTable.printable(TapCommands.line(tap))));
        node.children().forEach(child -> draw(child, depth + 1, lines));
    }

    /** {@code user alice (login) in staff, admin, authorized}; of nobody nothing. */
    private static String known(Known client) {
        if (client.auth().isEmpty() && !client.authorized()) {
            return "";
        }
        String user =
                client.auth().isEmpty()
                        ? "  nobody known"
                        : "  user " + client.user() + " (" + client.auth() + ")";
        return user
                + (client.groups().isEmpty() ? "" : " in " + String.join(", ", client.groups()))
                + (client.authorized() ? ", authorized" : "");
    }

    private static String known(String value) {
        return value.isEmpty() ? "-" : value;
    }
}
