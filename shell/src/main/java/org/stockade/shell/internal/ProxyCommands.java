package org.stockade.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.stockade.access.Budgeted;
import org.stockade.access.ProxyUse;

/** Commands about one proxy: what it uses, and the end of its quarantine. */
final class ProxyCommands {
    private static final List<String> COLUMNS = List.of("budget", "used", "limit");

    private final CurrentFirewall current;

    ProxyCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "proxy NAME [resume]",
                        "what a proxy uses of its budgets; resume: ends its quarantine",
                        1,
                        2,
                        this::proxy));
    }

    private Answer proxy(Command.Call call) throws CommandException {
        String name = call.operand(0);
        if (call.count() == 1) {
            return show(current.get().proxy(name).orElseThrow(() -> ProxyCommands.unknown(name)));
        }
        if (call.operand(1).equals("resume")) {
            return resume(name);
        }
        throw CommandException.usage("usage: proxy NAME | proxy NAME resume");
    }

    private Answer resume(String name) throws CommandException {
        if (current.get().proxy(name).isEmpty()) {
            throw unknown(name);
        }
        if (!current.get().resume(name)) {
            throw CommandException.failed(
                    "proxy " + TextTable.printable(name) + " is in no quarantine");
        }
        return Answer.said(
                "proxy " + TextTable.printable(name) + " gets new sessions",
                Row.of("resumed", name));
    }

    private static CommandException unknown(String name) {
        return CommandException.failed(
                "no proxy " + TextTable.printable(name) + "; proxies shows them");
    }

    private static Answer show(ProxyUse proxy) {
        Row row =
                Row.of("name", proxy.name())
                        .and("bundle", proxy.bundle())
                        .and("state", proxy.state());
        proxy.quarantine()
                .ifPresent(it -> row.and("since", it.since().toString()).and("why", it.why()));
        List<Row> budgets = proxy.budgets().stream().map(ProxyCommands::row).toList();
        row.and("budgets", budgets);
        List<String> lines = new ArrayList<>();
        lines.add(
                TextTable.printable(
                        proxy.name()
                                + " of "
                                + (proxy.bundle().isEmpty() ? "no bundle" : proxy.bundle())
                                + ": "
                                + proxy.state()));
        lines.addAll(
                new TextTable(COLUMNS, proxy.budgets().stream().map(ProxyCommands::read).toList())
                        .lines());
        return new Answer(0, row, lines);
    }

    /** For programs: what is not measured, or has no limit, is left out. */
    private static Row row(Budgeted budget) {
        Row row = Row.of("budget", budget.what());
        budget.used().ifPresent(used -> row.and("used", used));
        budget.budget().ifPresent(limit -> row.and("limit", limit));
        return row;
    }

    private static Row read(Budgeted budget) {
        return Row.of("budget", budget.what())
                .and("used", text(budget.used(), "not measured"))
                .and("limit", text(budget.budget(), "none"));
    }

    private static String text(OptionalLong number, String none) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : none;
    }
}
