package org.stockade.shell.internal;

import java.util.List;
import java.util.Set;

/**
 * Which command lines are administrative acts. Those that only look are named here; whatever is
 * not, a command added later among them, is recorded.
 */
final class Acts {
    private static final Set<String> LOOKING =
            Set.of(
                    "sessions",
                    "session",
                    "services",
                    "zones",
                    "zone",
                    "rules",
                    "explain",
                    "listeners",
                    "proxies",
                    "generations",
                    "health",
                    "stats",
                    "lb",
                    "audit",
                    "help");

    private static final Set<String> LOOKING_AT_POLICY = Set.of("show", "check", "diff", "history");

    private Acts() {}

    static boolean isAct(List<String> words) {
        return switch (words.getFirst()) {
            case "policy" -> words.size() > 1 && !LOOKING_AT_POLICY.contains(words.get(1));
            case String name -> !LOOKING.contains(name);
        };
    }

    /** {@code kill}, {@code policy-load}, {@code log-level}. */
    static String name(List<String> words) {
        return switch (words.getFirst()) {
            case "policy" -> "policy-" + words.get(1);
            case "log" -> "log-level";
            case String name -> name;
        };
    }

    /** What the act was done to: the operands. */
    static String subject(List<String> words) {
        int names = words.getFirst().equals("policy") ? 2 : 1;
        return String.join(" ", words.subList(names, words.size()));
    }

    /** How it ended. */
    static String result(CommandLine.Printed printed) {
        if (printed.exit() == 0) {
            return "ok";
        }
        String said = printed.error().isEmpty() ? printed.out().strip() : printed.error();
        return said.isEmpty() ? "exit " + printed.exit() : said;
    }
}
