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
    CommandLine.Printed run(List<String> words, Path directory) {
        if (words.size() == 1 && words.getFirst().strip().contains(" ")) {
            return runLine(words.getFirst().strip(), directory);
        }
        return runWords(words, directory);
    }

    /** One argument with blanks in it is a whole line, as somebody typed it. */
    private CommandLine.Printed runLine(String line, Path directory) {
        try {
            List<String> words = Words.of(line);
            if (ours.knows(nameIn(words))) {
                return runWords(words, directory);
            }
        } catch (CommandException unbalanced) {
            return new CommandLine.Printed(unbalanced.exit(), "", CommandLine.message(unbalanced));
        }
        return others.get()
                .map(them -> them.script(line))
                .orElseGet(() -> ours.run(List.of(line), directory));
    }

    private CommandLine.Printed runWords(List<String> words, Path directory) {
        Optional<OtherCommands> them = others.get();
        if (words.isEmpty() || ours.knows(nameIn(words)) || them.isEmpty()) {
            return ours.run(unscoped(words), directory);
        }
        return them.get().run(words);
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
