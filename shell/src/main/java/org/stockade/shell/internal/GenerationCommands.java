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

    /** While a canary runs. */
    private static final List<String> CANARY_COLUMNS =
            List.of(
                    "number",
                    "state",
                    "age",
                    "retired",
                    "sessions",
                    "share",
                    "begun",
                    "ended",
                    "failed",
                    "faults",
                    "bundles");

    /** How long the JVM is given to collect what was uninstalled. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CurrentFirewall current;

    GenerationCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "generations [check|promote|withdraw]",
                        "the generations; check: whether replaced code has left memory; promote,"
                                + " withdraw: ends a canary",
                        0,
                        1,
                        this::generations));
    }

    private Answer generations(Command.Call call) throws CommandException {
        if (call.count() == 0) {
            return list();
        }
        return switch (call.operand(0)) {
            case "check" -> check();
            case "promote" -> ended("promoted", current.get().promoteCanary());
            case "withdraw" -> ended("withdrawn", current.get().withdrawCanary());
            default ->
                    throw CommandException.usage(
                            "usage: generations | generations check|promote|withdraw");
        };
    }

    private static Answer ended(String how, List<String> versions) throws CommandException {
        if (versions.isEmpty()) {
            throw CommandException.failed("no canary runs; generations shows them");
        }
        return Answer.said(how + " " + String.join(", ", versions), Row.of(how, versions));
    }

    private Answer list() throws CommandException {
        List<GenerationState> all = current.get().generations();
        boolean canary = all.stream().anyMatch(each -> each.canary().isPresent());
        return Answer.table(
                all.stream().map(GenerationCommands::row).toList(),
                canary ? CANARY_COLUMNS : COLUMNS,
                "no generation: no policy has been loaded");
    }

    private static Row row(GenerationState generation) {
        Row row =
                Row.of("number", generation.number())
                        .and("state", generation.state())
                        .and("age", seconds(generation.age()));
        generation.retired().ifPresent(retired -> row.and("retired", seconds(retired)));
        row.and("sessions", generation.sessions());
        generation
                .canary()
                .ifPresent(
                        figures ->
                                row.and("share", figures.share() + "%")
                                        .and("begun", figures.begun())
                                        .and("ended", figures.ended())
                                        .and("failed", figures.failed())
                                        .and("faults", figures.faults()));
        return row.and("bundles", generation.bundles());
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
