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
                    "targets",
                    "logins",
                    "health",
                    "stats",
                    "lb",
                    "audit",
                    "help");

    private static final Set<String> LOOKING_AT_POLICY =
            Set.of("show", "check", "totality", "diff", "replay", "history");

    /** Commands whose second word says what is done. */
    private static final Set<String> FAMILIES = Set.of("policy", "generations");

    private Acts() {}

    static boolean isAct(List<String> words) {
        return switch (words.getFirst()) {
            case "policy" -> words.size() > 1 && !LOOKING_AT_POLICY.contains(words.get(1));
            case "proxy" -> words.size() > 2;
            case "authorize" -> words.size() > 1;
            case "generations" -> words.size() > 1 && !words.get(1).equals("check");
            case String name -> !LOOKING.contains(name);
        };
    }

    /** {@code kill}, {@code policy-load}, {@code log-level}. */
    static String name(List<String> words) {
        return switch (words.getFirst()) {
            case "policy", "generations" -> words.getFirst() + "-" + words.get(1);
            case "log" -> "log-level";
            case "proxy" -> "proxy-" + words.get(2);
            case String name -> name;
        };
    }

    /** What the act was done to: the operands. */
    static String subject(List<String> words) {
        if (words.getFirst().equals("proxy")) {
            return words.get(1);
        }
        int names = FAMILIES.contains(words.getFirst()) ? 2 : 1;
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
