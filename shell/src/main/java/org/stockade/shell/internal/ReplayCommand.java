package org.stockade.shell.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stockade.access.Replay.Effect;
import org.stockade.access.Replay.Example;
import org.stockade.access.Replay.Group;
import org.stockade.access.Replay.Order;
import org.stockade.access.Replay.Report;

/** {@code policy replay}: what a policy would have made of the sessions on record. */
final class ReplayCommand {
    static final String USAGE = "replay FILE [--since 1d] [--examples N|--all]";

    private static final int FEW = 3;
    private static final int ERROR = 2;

    private final CurrentFirewall current;

    ReplayCommand(CurrentFirewall current) {
        this.current = current;
    }

    /** Status 0 if nothing would change, 1 if something would, 2 if it could not be done. */
    Answer run(Command.Call call) throws CommandException {
        if (call.count() < 2) {
            throw usage();
        }
        Order order = order(call);
        try {
            return answer(
                    current.get()
                            .replay(call.path(1).toString(), PolicyFile.read(call.path(1)), order),
                    order);
        } catch (CommandException failed) {
            throw CommandException.usage(CommandLine.message(failed));
        } catch (IOException failed) {
            throw CommandException.usage(CommandLine.message(failed));
        }
    }

    private static CommandException usage() {
        return CommandException.usage("usage: policy " + USAGE);
    }

    private static Order order(Command.Call call) throws CommandException {
        Duration since = Duration.ofDays(1);
        int examples = FEW;
        for (int i = 2; i < call.count(); i++) {
            String option = call.operand(i);
            boolean more = i + 1 < call.count();
            if (option.equals("--all")) {
                examples = Order.MOST_EXAMPLES;
            } else if (option.equals("--since") && more) {
                since = duration(call.operand(++i));
            } else if (option.equals("--examples") && more) {
                examples = number(call.operand(++i));
            } else {
                throw usage();
            }
        }
        try {
            return new Order(since, examples);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(CommandLine.message(wrong));
        }
    }

    private static int number(String text) throws CommandException {
        if (!text.matches("[0-9]{1,9}")) {
            throw CommandException.usage(
                    "\"" + TextTable.printable(text) + "\" is not a number; use 0 to 10000");
        }
        return Integer.parseInt(text);
    }

    private static Duration duration(String text) throws CommandException {
        if (!text.matches("[0-9]{1,9}[smhd]")) {
            throw CommandException.usage(
                    "\"" + TextTable.printable(text) + "\" is not a time; use 90s, 30m, 12h or 7d");
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Answer answer(Report report, Order order) {
        Row value =
                Row.of("ok", report.errors().isEmpty())
                        .and("errors", report.errors())
                        .and("sessions", report.sessions())
                        .and("same", report.same());
        report.counts()
                .forEach(
                        each ->
                                value.and(
                                        each.effect().name().toLowerCase(Locale.ROOT),
                                        each.sessions()));
        value.and("changes", report.groups().stream().map(ReplayCommand::row).toList())
                .and("notes", report.notes());
        if (!report.errors().isEmpty()) {
            return new Answer(ERROR, value, report.errors());
        }
        List<String> lines = new ArrayList<>();
        report.groups().forEach(group -> show(group, lines));
        report.notes().forEach(note -> lines.add(TextTable.printable("note: " + note)));
        lines.add(sum(report, order));
        return new Answer(report.changes() ? 1 : 0, value, lines);
    }

    private static Row row(Group group) {
        return Row.of("effect", group.effect().name().toLowerCase(Locale.ROOT))
                .and("before", group.before())
                .and("after", group.after())
                .and("sessions", group.sessions())
                .and("examples", group.examples().stream().map(ReplayCommand::row).toList());
    }

    private static Row row(Example example) {
        return Row.of("start", example.start().toString())
                .and("listener", example.listener())
                .and("client", example.client())
                .and("aim", example.aim())
                .and("target", example.target());
    }

    private static void show(Group group, List<String> lines) {
        lines.add(
                TextTable.printable(
                        count(group.sessions())
                                + " "
                                + word(group.effect())
                                + ": "
                                + group.before()
                                + " -> "
                                + group.after()));
        for (Example example : group.examples()) {
            lines.add(
                    TextTable.printable(
                            "    "
                                    + example.start()
                                    + "  "
                                    + example.listener()
                                    + "  "
                                    + example.client()
                                    + " -> "
                                    + example.aim()
                                    + (example.target().isEmpty()
                                            ? ""
                                            : ", server " + example.target())));
        }
        long more = group.sessions() - group.examples().size();
        if (more > 0) {
            lines.add("    and " + count(more) + " more");
        }
    }

    private static String word(Effect effect) {
        return switch (effect) {
            case REFUSED -> "would be refused";
            case PERMITTED -> "would be permitted";
            case SERVICE -> "other service";
            case TARGET -> "other target";
            case REFUSAL -> "refused in another way";
            case UNDECIDED -> "could not be decided";
        };
    }

    private static String sum(Report report, Order order) {
        StringBuilder text =
                new StringBuilder(count(report.sessions()))
                        .append(report.sessions() == 1 ? " session" : " sessions")
                        .append(" of the last ")
                        .append(shown(order.since()))
                        .append(": ")
                        .append(count(report.same()))
                        .append(" as before");
        for (Effect effect : Effect.values()) {
            if (effect != Effect.UNDECIDED) {
                text.append(", ").append(count(report.of(effect))).append(' ').append(word(effect));
            }
        }
        if (report.of(Effect.UNDECIDED) > 0) {
            text.append("; ")
                    .append(count(report.of(Effect.UNDECIDED)))
                    .append(" could not be decided (")
                    .append(
                            TextTable.printable(
                                    report.groups().stream()
                                            .filter(it -> it.effect() == Effect.UNDECIDED)
                                            .map(Group::after)
                                            .distinct()
                                            .limit(FEW)
                                            .collect(Collectors.joining(", "))))
                    .append(')');
        }
        return text.toString();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String shown(Duration since) {
        long hours = since.toHours();
        return hours > 0 && since.equals(Duration.ofHours(hours))
                ? count(hours) + " h"
                : count(since.toSeconds()) + " s";
    }
}
