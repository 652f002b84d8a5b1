package org.stockade.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
    private final Audit audit;

    /** One that records nothing and lets any bundle in. */
    CommandLine(BundleContext context, CurrentFirewall firewall, HealthChecks health) {
        this(context, firewall, health, new CurrentDeployment(), new Audit());
    }

    /** Made by the component runtime. */
    @Activate
    public CommandLine(
            BundleContext context,
            @Reference CurrentFirewall firewall,
            @Reference HealthChecks health,
            @Reference CurrentDeployment deployment,
            @Reference Audit audit) {
        this.audit = audit;
        List<Command> all = new ArrayList<>(new SessionCommands(firewall).commands());
        all.addAll(new TapCommands(firewall).commands());
        all.addAll(new PolicyCommands(firewall).commands());
        all.addAll(new ProxyCommands(firewall).commands());
        all.addAll(new TargetCommands(firewall).commands());
        all.addAll(new MatcherCommands(firewall).commands());
        all.addAll(new LoginCommands(firewall).commands());
        all.addAll(new ChangeCommands(firewall).commands());
        all.addAll(new GenerationCommands(firewall).commands());
        all.addAll(new HealthCommands(health).commands());
        all.addAll(new BundleCommands(context, deployment, firewall).commands());
        all.addAll(new AuditCommands(audit).commands());
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
     * Runs one command; whatever goes wrong is in what it printed. An administrative act is in the
     * audit log when this returns.
     *
     * @param directory where relative paths begin
     * @param actor who asks for it
     */
    Printed run(List<String> line, Path directory, String actor) {
        return run(line, directory, actor, Secret.NONE);
    }

    /** Likewise, with what came beside the words; it is wiped when this returns. */
    Printed run(List<String> line, Path directory, String actor, Secret secret) {
        try (secret) {
            return runLine(line, directory, actor, secret);
        }
    }

    private Printed runLine(List<String> line, Path directory, String actor, Secret secret) {
        boolean asJson = line.contains(JSON);
        List<String> words = line.stream().filter(word -> !word.equals(JSON)).toList();
        if (words.isEmpty() || !knows(words.getFirst()) || !Acts.isAct(words)) {
            return run(words, directory, actor, secret, asJson);
        }
        return recorded(
                actor,
                Acts.name(words),
                Acts.subject(words),
                () -> run(words, directory, actor, secret, asJson));
    }

    /** Does what is an administrative act, and records it if a log is kept. */
    Printed recorded(String actor, String act, String subject, Supplier<Printed> work) {
        if (!audit.isOpen()) {
            return work.get();
        }
        Printed printed;
        try (var acting = audit.acting()) {
            printed = work.get();
        }
        Audit.await(audit.record(actor, act, subject, Acts.result(printed)));
        return printed;
    }

    private Printed run(
            List<String> words, Path directory, String actor, Secret secret, boolean asJson) {
        try {
            Answer answer = answer(words, directory, actor, secret);
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

    private Answer answer(List<String> words, Path directory, String actor, Secret secret)
            throws CommandException {
        String name = words.isEmpty() ? "" : words.getFirst();
        @Nullable Command command = commands.get(name);
        if (command == null) {
            throw CommandException.usage(unknown(name));
        }
        return command.run(
                new Command.Call(words.subList(1, words.size()), directory, actor, secret));
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
