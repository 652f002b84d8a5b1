package org.stockade.runtime;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the command line. Options may be written {@code --name value} or {@code --name=value}.
 *
 * @param environment for the default of {@code --state}
 */
record OptionReader(Map<String, String> environment) {
    static final String USAGE =
            """
            usage: stockade run [--policy FILE] [--deploy DIR] [--state DIR] [--fallback last-good|none]
                   stockade check [--deploy DIR] [--totality] FILE
                   stockade ctl [--state DIR] [--json] [COMMAND...]
                   stockade cache
                   stockade version
            """;

    /**
     * Reads all of it.
     *
     * @throws LaunchException naming the first word that is wrong
     */
    Options read(List<String> words) throws LaunchException {
        if (words.isEmpty()) {
            throw LaunchException.usage("a command is missing\n" + USAGE.strip());
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "run" -> run(rest);
            case "check" -> check(rest);
            case "ctl" -> ctl(rest);
            case "train" -> train(rest);
            case "version", "--version" -> version(rest);
            case "help", "--help", "-h" -> new Options.Help();
            default ->
                    throw LaunchException.usage(
                            "unknown command \""
                                    + words.getFirst()
                                    + "\"; use run, check, ctl, cache or version");
        };
    }

    private Options run(List<String> words) throws LaunchException {
        Parsed parsed =
                Parsed.of("run", List.of("--policy", "--deploy", "--state", "--fallback"), words);
        parsed.expectOperands(0);
        String fallback = parsed.options.getOrDefault("--fallback", "last-good");
        if (!fallback.equals("last-good") && !fallback.equals("none")) {
            throw LaunchException.usage(
                    "run: --fallback \"" + fallback + "\" is not known; use last-good or none");
        }
        return new Options.Run(
                parsed.path("--policy"),
                parsed.path("--deploy"),
                state(parsed),
                fallback.equals("last-good"));
    }

    private static Options check(List<String> words) throws LaunchException {
        List<String> others = new ArrayList<>(words);
        boolean totality = others.remove("--totality");
        Parsed parsed = Parsed.of("check", List.of("--deploy"), others);
        parsed.expectOperands(1);
        return new Options.Check(
                Parsed.path("FILE", parsed.operands.getFirst()), parsed.path("--deploy"), totality);
    }

    /** Between the script and the launcher; {@code stockade cache} is what people use. */
    private Options train(List<String> words) throws LaunchException {
        Parsed parsed = Parsed.of("train", List.of("--state"), words);
        parsed.expectOperands(0);
        return new Options.Train(state(parsed));
    }

    private static Options version(List<String> words) throws LaunchException {
        Parsed.of("version", List.of(), words).expectOperands(0);
        return new Options.Version();
    }

    /** What follows the options is the shell's, also where it begins with dashes. */
    private Options ctl(List<String> words) throws LaunchException {
        int at = 0;
        boolean json = false;
        List<String> own = new ArrayList<>();
        while (at < words.size() && words.get(at).startsWith("--")) {
            String word = words.get(at++);
            if (word.equals("--json")) {
                json = true;
            } else {
                own.add(word);
                if (word.equals("--state") && at < words.size()) {
                    own.add(words.get(at++));
                }
            }
        }
        Parsed parsed = Parsed.of("ctl", List.of("--state"), own);
        return new Options.Ctl(state(parsed), json, List.copyOf(words.subList(at, words.size())));
    }

    private Path state(Parsed parsed) throws LaunchException {
        Optional<Path> given = parsed.path("--state");
        if (given.isPresent()) {
            return given.get().toAbsolutePath().normalize();
        }
        // The XDG specification: a relative path is to be ignored.
        String base = environment.getOrDefault("XDG_STATE_HOME", "");
        if (!base.startsWith("/")) {
            String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
            base = home + "/.local/state";
        }
        return Path.of(base, "stockade");
    }

    /** Options by name, and the words that are none. */
    private record Parsed(String command, Map<String, String> options, List<String> operands) {
        static Parsed of(String command, List<String> known, List<String> words)
                throws LaunchException {
            Parsed parsed = new Parsed(command, new HashMap<>(), new ArrayList<>());
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (!word.startsWith("-")) {
                    parsed.operands.add(word);
                    continue;
                }
                int equals = word.indexOf('=');
                String name = equals < 0 ? word : word.substring(0, equals);
                if (!known.contains(name)) {
                    throw LaunchException.usage(unknown(command, name, known));
                }
                if (equals < 0 && i + 1 == words.size()) {
                    throw LaunchException.usage(command + ": " + name + " wants a value");
                }
                String value = equals < 0 ? words.get(++i) : word.substring(equals + 1);
                if (parsed.options.put(name, value) != null) {
                    throw LaunchException.usage(command + ": " + name + " stands there twice");
                }
            }
            return parsed;
        }

        private static String unknown(String command, String name, List<String> known) {
            return command
                    + ": unknown option \""
                    + name
                    + "\"; "
                    + (known.isEmpty() ? "it has none" : "use " + String.join(", ", known));
        }

        void expectOperands(int count) throws LaunchException {
            if (operands.size() > count) {
                throw LaunchException.usage(
                        command + ": \"" + operands.get(count) + "\" is one word too many");
            }
            if (operands.size() < count) {
                throw LaunchException.usage(command + ": a FILE is missing");
            }
        }

        Optional<Path> path(String option) throws LaunchException {
            @Nullable String value = options.get(option);
            return value == null ? Optional.empty() : Optional.of(path(option, value));
        }

        static Path path(String what, String value) throws LaunchException {
            try {
                if (!value.isEmpty()) {
                    return Path.of(value);
                }
            } catch (InvalidPathException wrong) {
                // said below
            }
            throw LaunchException.usage(what + ": \"" + value + "\" is not a path");
        }
    }
}
