package org.stockade.shell.internal;

import java.util.List;
import org.stockade.access.Firewall.TargetState;

/** Commands about the servers behind the firewall. */
final class TargetCommands {
    private static final List<String> COLUMNS =
            List.of("service", "target", "state", "seconds_left", "connections", "check");

    private final CurrentFirewall current;

    TargetCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "targets [SERVICE]",
                        "the servers of the services, and which of them are down",
                        0,
                        1,
                        this::list));
    }

    private Answer list(Command.Call call) throws CommandException {
        List<Row> rows =
                current.get().targets().stream()
                        .filter(each -> call.count() == 0 || each.service().equals(call.operand(0)))
                        .map(TargetCommands::row)
                        .toList();
        return Answer.table(rows, COLUMNS, "no server is known");
    }

    private static Row row(TargetState target) {
        Row row =
                Row.of("service", target.service())
                        .and("target", target.address())
                        .and("state", target.state());
        target.left().ifPresent(left -> row.and("seconds_left", left.toMillis() / 100 / 10.0));
        return row.and("connections", target.connections()).and("check", target.check());
    }
}
