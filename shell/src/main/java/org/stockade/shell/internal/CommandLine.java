package org.stockade.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs command lines: the name of a command and its operands, with {@code --json} anywhere after
 * it.
 */
@Component(service = CommandLine.class)
public final class CommandLine {
    private static final String JSON = "--json";

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final JsonText json = new JsonText(new JsonFactory());

    @Activate
    public CommandLine(
            BundleContext context,
            @Reference CurrentFirewall firewall,
            @Reference HealthChecks health) {
        List<Command> all = new ArrayList<>(new SessionCommands(firewall).commands());
        all.addAll(new PolicyCommands(firewall).commands());
        all.addAll(new GenerationCommands(firewall).commands());
        all.addAll(new HealthCommands(health).commands());
        all.addAll(new BundleCommands(context).commands());
        all.add(new Command("help", "these commands", 0, 0, call -> help()));
        all.forEach(command -> commands.put(command.name(), command));
    }

    /**
     * What a command line printed.
     *
     * @param out ends with a line end unless empty
     * @param error one line without its end, or empty
     */
    record Printed(int exit, String out, String error) {}

    boolean knows(String command) {
        return commands.containsKey(command);
    }

    /**
     * Runs one command; whatever goes wrong is in what it printed.
     *
     * @param directory where relative paths begin
     */
    Printed run(List<String> line, Path directory) {
        boolean asJson = line.contains(JSON);
        List<String> words = line.stream().filter(word -> !word.equals(JSON)).toList();
        try {
            Answer answer = answer(words, directory);
            String out =
                    asJson
                            ? json.of(answer.value()) + "\n"
                            : String.join(
                                    "", answer.lines().stream().map(text -> text + "\n").toList());
            return new Printed(answer.exit(), out, "");
        } catch (CommandException failure) {
            String why = message(failure);
            String out = asJson ? json.of(Row.of("error", why)) + "\n" : "";
            return new Printed(failure.exit(), out, why);
        }
    }

    private Answer answer(List<String> words, Path directory) throws CommandException {
        String name = words.isEmpty() ? "" : words.getFirst();
        @Nullable Command command = commands.get(name);
        if (command == null) {
            throw CommandException.usage(unknown(name));
        }
        return command.run(new Command.Call(words.subList(1, words.size()), directory));
    }

    private Answer help() {
        List<Row> rows =
                commands.values().stream()
                        .map(it -> Row.of("command", it.usage()).and("does", it.says()))
                        .toList();
        return Answer.table(rows, List.of("command", "does"), "");
    }

    static String unknown(String command) {
        return "no command \"" + TextTable.printable(command) + "\"; help lists them";
    }

    /** The message of a failure as one line, never empty. */
    static String message(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : TextTable.printable(message.strip().replaceAll("\\s*\\R\\s*", "; "));
    }
}
