package org.stockade.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.access.PolicyChanges.Comparison;
import org.stockade.access.PolicyChanges.Entry;
import org.stockade.access.PolicyChanges.Fallback;
import org.stockade.access.PolicyChanges.Pending;

/** Commands that change the policy, and the way back. */
final class ChangeCommands {
    private static final String USAGE =
            "policy show [N] | check FILE | totality FILE | diff FILE | "
                    + ReplayCommand.USAGE
                    + " | load FILE | commit FILE --confirm SECONDS | confirm | rollback [N] | history [N]";
    private static final List<String> COLUMNS =
            List.of("number", "time", "user", "kind", "hash", "changes", "origin");
    private static final int SHORT_HASH = 12;

    private final CurrentFirewall current;

    ChangeCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        USAGE, "the policy in force, a new one, a former one", 1, 7, this::run));
    }

    private Answer run(Command.Call call) throws CommandException {
        if (call.operand(0).equals("replay")) {
            return new ReplayCommand(current).run(call);
        }
        String form = call.operand(0) + " " + (call.count() - 1);
        return switch (form) {
            case "show 0" -> show();
            case "show 1" -> show(number(call.operand(1)));
            case "check 1" ->
                    report(
                            current.get().check(origin(call), PolicyFile.read(call.path(1))),
                            origin(call) + ": no error");
            case "diff 1" -> diff(call);
            case "totality 1" -> totality(origin(call), PolicyFile.read(call.path(1)));
            case "load 1" ->
                    report(
                            changes()
                                    .load(
                                            call.actor(),
                                            origin(call),
                                            PolicyFile.read(call.path(1))),
                            origin(call) + " is in force for new sessions");
            case "commit 3" -> commit(call);
            case "confirm 0" ->
                    report(changes().confirm(call.actor()), "confirmed: what was committed stays");
            case "rollback 0" -> rollback(call, OptionalLong.empty());
            case "rollback 1" -> rollback(call, OptionalLong.of(number(call.operand(1))));
            case "history 0" -> history(Long.MAX_VALUE);
            case "history 1" -> history(number(call.operand(1)));
            default -> throw CommandException.usage("usage: " + USAGE);
        };
    }

    private PolicyChanges changes() throws CommandException {
        return current.get().changes();
    }

    private static String origin(Command.Call call) {
        return call.path(1).toString();
    }

    private static long number(String text) throws CommandException {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw CommandException.usage(
                    "\"" + TextTable.printable(text) + "\" is not a number; use 1 or more");
        }
        return Long.parseLong(text);
    }

    /** What is to be known about it stands in front as a comment: the whole stays a policy. */
    private Answer show() throws CommandException {
        String text = current.get().policyText();
        List<String> lines = new ArrayList<>();
        Row value = Row.of("policy", text);
        Optional<Fallback> fallback = changes().fallback();
        if (fallback.isPresent()) {
            Fallback it = fallback.get();
            lines.add("# The policy of " + it.since() + ", in place of " + it.refused() + ":");
            it.errors().forEach(error -> lines.add("#   " + TextTable.printable(error)));
            value.and(
                    "fallback",
                    Row.of("refused", it.refused())
                            .and("errors", it.errors())
                            .and("hash", it.hash())
                            .and("since", it.since().toString()));
        }
        Optional<Pending> pending = changes().pending();
        if (pending.isPresent()) {
            Pending it = pending.get();
            lines.add(
                    "# Committed by "
                            + TextTable.printable(it.user())
                            + (it.left().isZero()
                                    ? "; not confirmed in time, and cannot go back yet: policy"
                                            + " history says why."
                                    : "; goes back in "
                                            + it.left().toSeconds()
                                            + " s unless it is confirmed."));
            value.and(
                    "pending",
                    Row.of("number", it.number())
                            .and("user", it.user())
                            .and("origin", it.origin())
                            .and("hash", it.hash())
                            .and("seconds_left", it.left().toSeconds()));
        }
        lines.addAll(text.lines().toList());
        return new Answer(0, value, lines);
    }

    private Answer show(long number) throws CommandException {
        String text =
                changes()
                        .text(number)
                        .orElseThrow(
                                () ->
                                        CommandException.failed(
                                                "no policy "
                                                        + number
                                                        + "; policy history shows them"));
        return new Answer(0, Row.of("number", number).and("policy", text), text.lines().toList());
    }

    private Answer diff(Command.Call call) throws CommandException {
        Comparison found = changes().diff(origin(call), PolicyFile.read(call.path(1)));
        if (!found.errors().isEmpty()) {
            return report(new PolicyReport(found.errors(), List.of()), "");
        }
        List<String> lines =
                found.changes().isEmpty()
                        ? List.of("no difference")
                        : found.changes().stream()
                                .map(change -> TextTable.printable(line(change)))
                                .toList();
        return new Answer(0, found.changes().stream().map(ChangeCommands::row).toList(), lines);
    }

    /** {@code ~ services.web-out.max-sessions: 2000 -> 100}. */
    private static String line(Change change) {
        String path =
                change.path().stream()
                        .map(key -> key.matches("[A-Za-z0-9_-]+") ? key : '"' + key + '"')
                        .collect(Collectors.joining("."));
        return switch (change.op()) {
            case ADD -> "+ " + path + ": " + change.after();
            case REMOVE -> "- " + path + ": " + change.before();
            case REPLACE -> "~ " + path + ": " + change.before() + " -> " + change.after();
        };
    }

    /** As RFC 6902 has it, with the old value besides; the path is a JSON pointer, RFC 6901. */
    private static Row row(Change change) {
        String path =
                change.path().stream()
                        .map(key -> "/" + key.replace("~", "~0").replace("/", "~1"))
                        .collect(Collectors.joining());
        Row row =
                switch (change.op()) {
                    case ADD -> Row.of("op", "add");
                    case REMOVE -> Row.of("op", "remove");
                    case REPLACE -> Row.of("op", "replace");
                };
        row.and("path", path);
        if (!change.before().isEmpty()) {
            row.and("old", new Row.Written(change.before()));
        }
        if (!change.after().isEmpty()) {
            row.and("new", new Row.Written(change.after()));
        }
        return row;
    }

    private Answer totality(String origin, String text) throws CommandException {
        try {
            List<String> lines = current.get().totality(origin, text);
            return new Answer(0, Row.of("lines", lines), lines);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.failed(CommandLine.message(wrong));
        }
    }

    private Answer commit(Command.Call call) throws CommandException {
        if (!call.operand(2).equals("--confirm")) {
            throw CommandException.usage("usage: policy commit FILE --confirm SECONDS");
        }
        // More than a day is refused below, with the range.
        long seconds = Math.min(number(call.operand(3)), Duration.ofDays(365).toSeconds());
        PolicyReport report =
                changes()
                        .commit(
                                call.actor(),
                                origin(call),
                                PolicyFile.read(call.path(1)),
                                Duration.ofSeconds(seconds));
        return report(
                report,
                origin(call)
                        + " is in force for new sessions, for "
                        + seconds
                        + " s; policy confirm keeps it");
    }

    private Answer rollback(Command.Call call, OptionalLong number) throws CommandException {
        PolicyReport report = changes().rollback(call.actor(), number);
        if (!report.ok()) {
            return report(report, "");
        }
        String now =
                changes().history().stream()
                        .findFirst()
                        .map(entry -> entry.origin() + ", SHA-256 " + entry.hash())
                        .orElse("a former policy");
        return report(report, "back to " + TextTable.printable(now));
    }

    private Answer history(long atMost) throws CommandException {
        List<Entry> entries = changes().history().stream().limit(atMost).toList();
        List<Row> shown = entries.stream().map(entry -> row(entry, SHORT_HASH)).toList();
        Answer table = Answer.table(shown, COLUMNS, "no policy has been in force");
        List<Row> whole = entries.stream().map(entry -> row(entry, entry.hash().length())).toList();
        return new Answer(0, whole, table.lines());
    }

    private static Row row(Entry entry, int hash) {
        return Row.of("number", entry.number())
                .and("time", entry.time().toString())
                .and("user", entry.user())
                .and("kind", entry.kind())
                .and("origin", entry.origin())
                .and("hash", entry.hash().substring(0, Math.min(hash, entry.hash().length())))
                .and("changes", entry.summary());
    }

    private static Answer report(PolicyReport report, String fine) {
        List<String> lines = new ArrayList<>(report.errors());
        report.warnings().forEach(warning -> lines.add("warning: " + warning));
        if (report.ok()) {
            lines.add(fine);
        }
        Row value =
                Row.of("ok", report.ok())
                        .and("errors", report.errors())
                        .and("warnings", report.warnings());
        return new Answer(report.ok() ? 0 : 1, value, lines);
    }
}
