package org.stockade.shell.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides what a request of the control socket means: one of our commands, or one of somebody
 * else's.
 *
 * @param others who knows other commands, if anybody does at the moment
 */
record Interpreter(CommandLine ours, Supplier<Optional<OtherCommands>> others) {
    CommandLine.Printed run(List<String> words, Path directory, String actor) {
        return run(words, directory, actor, Secret.NONE);
    }

    /** Likewise, with what came beside the words: for our own commands alone. */
    CommandLine.Printed run(List<String> words, Path directory, String actor, Secret secret) {
        if (words.size() == 1 && words.getFirst().strip().contains(" ")) {
            return runLine(words.getFirst().strip(), directory, actor, secret);
        }
        return runWords(words, directory, actor, secret);
    }

    /** One argument with blanks in it is a whole line, as somebody typed it. */
    private CommandLine.Printed runLine(String line, Path directory, String actor, Secret secret) {
        try {
            List<String> words = Words.of(line);
            if (ours.knows(nameIn(words))) {
                return runWords(words, directory, actor, secret);
            }
        } catch (CommandException unbalanced) {
            return new CommandLine.Printed(unbalanced.exit(), "", CommandLine.message(unbalanced));
        }
        return others.get()
                .map(them -> others(actor, line, () -> them.script(line)))
                .orElseGet(() -> ours.run(List.of(line), directory, actor));
    }

    private CommandLine.Printed runWords(
            List<String> words, Path directory, String actor, Secret secret) {
        Optional<OtherCommands> them = others.get();
        if (words.isEmpty() || ours.knows(nameIn(words)) || them.isEmpty()) {
            return ours.run(unscoped(words), directory, actor, secret);
        }
        OtherCommands theirs = them.get();
        return others(actor, String.join(" ", words), () -> theirs.run(words));
    }

    /** What others' commands do, nobody knows here: each is recorded as it was typed. */
    private CommandLine.Printed others(
            String actor, String line, Supplier<CommandLine.Printed> work) {
        return ours.recorded(actor, "command", line, work);
    }

    private static String nameIn(List<String> words) {
        List<String> bare = unscoped(words);
        return bare.isEmpty() ? "" : bare.getFirst();
    }

    /** The name without our scope in front. */
    private static List<String> unscoped(List<String> words) {
        if (words.isEmpty() || !words.getFirst().startsWith("stockade:")) {
            return words;
        }
        List<String> bare = new ArrayList<>(words);
        bare.set(0, words.getFirst().substring("stockade:".length()));
        return bare;
    }
}
