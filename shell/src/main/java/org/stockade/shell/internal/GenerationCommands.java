package org.stockade.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stockade.access.Firewall.GenerationState;
import org.stockade.access.Firewall.HeldCopy;
import org.stockade.access.Firewall.Unloads;

/** Commands about old policies and old code: what lives, and whether the rest has gone. */
final class GenerationCommands {
    private static final List<String> COLUMNS =
            List.of("number", "state", "age", "retired", "sessions", "bundles");

    /** How long the JVM is given to collect what was uninstalled. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CurrentFirewall current;

    GenerationCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "generations [check]",
                        "the generations; check: whether replaced code has left memory",
                        0,
                        1,
                        this::generations));
    }

    private Answer generations(Command.Call call) throws CommandException {
        if (call.count() == 0) {
            return list();
        }
        if (call.operand(0).equals("check")) {
            return check();
        }
        throw CommandException.usage("usage: generations | generations check");
    }

    private Answer list() throws CommandException {
        List<Row> rows = current.get().generations().stream().map(GenerationCommands::row).toList();
        return Answer.table(rows, COLUMNS, "no generation: no policy has been loaded");
    }

    private static Row row(GenerationState generation) {
        Row row =
                Row.of("number", generation.number())
                        .and("state", generation.state())
                        .and("age", seconds(generation.age()));
        generation.retired().ifPresent(retired -> row.and("retired", seconds(retired)));
        return row.and("sessions", generation.sessions()).and("bundles", generation.bundles());
    }

    private Answer check() throws CommandException {
        Unloads found = current.get().forceUnloads(PATIENCE);
        List<String> lines = new ArrayList<>();
        found.held().forEach(held -> lines.add(TextTable.printable(line(held))));
        lines.add("unloaded " + found.collected() + " of " + found.uninstalled() + " copies");
        Row value =
                Row.of("made", found.made())
                        .and("uninstalled", found.uninstalled())
                        .and("collected", found.collected())
                        .and("held", found.held().stream().map(GenerationCommands::row).toList());
        return new Answer(found.collected() == found.uninstalled() ? 0 : 1, value, lines);
    }

    private static String line(HeldCopy held) {
        return "held: "
                + held.name()
                + " "
                + held.version()
                + ", generation "
                + held.generation()
                + ", uninstalled "
                + held.since().toSeconds()
                + " s ago: "
                + (held.holders().isEmpty()
                        ? "no thread of it found"
                        : String.join("; ", held.holders()));
    }

    private static Row row(HeldCopy held) {
        return Row.of("name", held.name())
                .and("version", held.version())
                .and("generation", held.generation())
                .and("uninstalled_for", seconds(held.since()))
                .and("holders", held.holders());
    }

    /** With one decimal. */
    private static double seconds(Duration time) {
        return time.toMillis() / 100 / 10.0;
    }
}
