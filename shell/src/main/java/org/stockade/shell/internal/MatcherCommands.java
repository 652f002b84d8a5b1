package org.stockade.shell.internal;

import java.util.List;
import org.stockade.access.Matchers;

/** Commands about what texts match. */
final class MatcherCommands {
    private static final List<String> COLUMNS = List.of("name", "kind", "contents", "state");

    private final CurrentFirewall current;

    MatcherCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command("matchers", "the matchers of the policy", 0, 0, call -> list()),
                new Command(
                        "matcher NAME TEXT", "whether a text matches, and why", 2, 2, this::ask));
    }

    private Answer list() throws CommandException {
        List<Row> rows =
                current.get().matchers().list().stream()
                        .map(
                                each ->
                                        Row.of("name", each.name())
                                                .and("kind", each.kind())
                                                .and("contents", each.contents())
                                                .and("state", each.state()))
                        .toList();
        return Answer.table(rows, COLUMNS, "no matchers");
    }

    private Answer ask(Command.Call call) throws CommandException {
        String name = call.operand(0);
        Matchers.Answer said =
                current.get()
                        .matchers()
                        .ask(name, call.operand(1))
                        .orElseThrow(
                                () ->
                                        CommandException.failed(
                                                "no matcher is called \""
                                                        + TextTable.printable(name)
                                                        + "\"; see: matchers"));
        String result = said.known() ? said.matches() ? "match" : "no match" : "cannot tell";
        Row row =
                Row.of("matcher", name)
                        .and("text", call.operand(1))
                        .and("result", result)
                        .and("why", said.why());
        String line = result + (said.why().isEmpty() ? "" : ": " + said.why());
        return new Answer(said.matches() ? 0 : 1, row, List.of(TextTable.printable(line)));
    }
}
