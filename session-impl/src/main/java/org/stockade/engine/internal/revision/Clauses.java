package org.stockade.engine.internal.revision;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The header syntax of bundles (OSGi Core 8, section 1.3.2): clauses by comma, parts by semicolon.
 */
final class Clauses {
    private Clauses() {}

    /** Splits at a separator outside quotes; the parts are stripped, empty ones left out. */
    static List<String> split(String header, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (quoted && c == '\\' && i + 1 < header.length()) {
                part.append(c).append(header.charAt(++i));
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            if (c == separator && !quoted) {
                add(part, parts);
            } else {
                part.append(c);
            }
        }
        add(part, parts);
        return parts;
    }

    private static void add(StringBuilder part, List<String> parts) {
        String text = part.toString().strip();
        part.setLength(0);
        if (!text.isEmpty()) {
            parts.add(text);
        }
    }

    /** A header without the paths named; empty if nothing is left. */
    static String without(Set<String> paths, String header) {
        List<String> kept = new ArrayList<>();
        for (String clause : split(header, ',')) {
            List<String> parts = split(clause, ';');
            List<String> left = parts.stream().filter(part -> !paths.contains(part)).toList();
            // A clause may name several paths before its parameters, which stand for each of them.
            if (left.stream().anyMatch(part -> !part.contains("="))) {
                kept.add(String.join(";", left));
            }
        }
        return String.join(",", kept);
    }

    /** A header with one parameter more at the paths named, unless they have it already. */
    static String with(Set<String> paths, String header, String parameter, String value) {
        List<String> clauses = new ArrayList<>();
        for (String clause : split(header, ',')) {
            List<String> parts = split(clause, ';');
            String parameters =
                    parts.stream()
                            .filter(part -> part.contains("="))
                            .map(part -> ";" + part)
                            .collect(Collectors.joining());
            boolean given = parameters.contains(";" + parameter + "=");
            for (String path : parts) {
                if (!path.contains("=")) {
                    String more =
                            paths.contains(path) && !given ? ";" + parameter + "=" + value : "";
                    clauses.add(path + parameters + more);
                }
            }
        }
        return String.join(",", clauses);
    }

    /** The first path of a header with a suffix: {@code a.b; x:=y} is {@code a.b.g1;x:=y}. */
    static String suffixed(String header, String suffix) {
        List<String> parts = split(header, ';');
        return parts.getFirst()
                + suffix
                + parts.stream().skip(1).map(part -> ";" + part).collect(Collectors.joining());
    }
}
