package org.stockade.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands Gogo knows. A framework without Gogo never makes this component. */
@Component(service = OtherCommands.class)
public final class GogoProcessor implements OtherCommands {
    private final CommandProcessor processor;

    @Activate
    public GogoProcessor(@Reference CommandProcessor processor) {
        this.processor = processor;
    }

    @Override
    public CommandLine.Printed run(List<String> words) {
        String name = words.getFirst();
        if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*(:[A-Za-z_][A-Za-z0-9_-]*)?")) {
            return unknown(name);
        }
        // Operands go in as variables: Gogo expands those once and never parses what they hold.
        StringBuilder line = new StringBuilder(name);
        for (int i = 1; i < words.size(); i++) {
            line.append(" $operand").append(i);
        }
        return execute(line.toString(), words);
    }

    @Override
    public CommandLine.Printed script(String line) {
        return execute(line, List.of());
    }

    private CommandLine.Printed execute(String line, List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try (CommandSession session =
                processor.createSession(InputStream.nullInputStream(), out, errors)) {
            for (int i = 1; i < words.size(); i++) {
                session.put("operand" + i, words.get(i));
            }
            @Nullable Object result = session.execute(line);
            if (result != null) {
                out.writeBytes(bytes(session.format(result, Converter.INSPECT) + "\n"));
            }
            return new CommandLine.Printed(0, text(out), text(errors).strip());
        } catch (Exception failure) { // Gogo declares no less
            // A class of Gogo's inside, which is not exported.
            if (failure.getClass().getSimpleName().equals("CommandNotFoundException")) {
                return unknown(words.isEmpty() ? line : words.getFirst());
            }
            return new CommandLine.Printed(1, text(out), CommandLine.message(failure));
        }
    }

    private static CommandLine.Printed unknown(String command) {
        return new CommandLine.Printed(2, "", CommandLine.unknown(command));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
