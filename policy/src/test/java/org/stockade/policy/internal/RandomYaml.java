package org.stockade.policy.internal;

import java.util.List;
import java.util.Random;

/** Texts in the style that policies are written in, with all that its layout leaves open. */
final class RandomYaml {
    private static final List<String> KEYS =
            List.of("a", "to-port", "z1", "'8'", "\"b c\"", "x.y", "d e", "http://f", "ü", "_");
    private static final List<String> VALUES =
            List.of(
                    "80",
                    "-1",
                    "~",
                    "true",
                    "10.0.0.0/8",
                    "2000-2100",
                    "fd00::1",
                    "a#b",
                    "a b  c",
                    "\"a: b # c\"",
                    "'it''s'",
                    "\"\\\"\\\\\\n\"",
                    "''",
                    "é",
                    "a's",
                    "$x*!",
                    "\"[::1]:80\"");

    private final Random random;

    RandomYaml(long seed) {
        random = new Random(seed);
    }

    /** The text of one mapping. */
    String next() {
        StringBuilder text = new StringBuilder();
        filler(text);
        mapping(text, 0, 0);
        if (random.nextInt(8) == 0) {
            text.setLength(text.length() - 1);
        }
        return random.nextInt(8) == 0 ? text.toString().replace("\n", "\r\n") : text.toString();
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private void filler(StringBuilder text) {
        while (random.nextInt(6) == 0) {
            text.append(any(List.of("\n", "   \n", "# é: [\n", "     # - x\n")));
        }
    }

    private void endLine(StringBuilder text) {
        text.append(any(List.of("", "", "", " ", " # c: d", "   #")));
        text.append('\n');
        filler(text);
    }

    private void mapping(StringBuilder text, int indent, int depth) {
        int first = random.nextInt(KEYS.size());
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text.append(" ".repeat(indent));
            }
            text.append(KEYS.get((first + i) % KEYS.size()));
            text.append(random.nextInt(8) == 0 ? " :" : ":");
            value(text, indent, depth);
        }
    }

    private void value(StringBuilder text, int indent, int depth) {
        int deeper = indent + 1 + random.nextInt(4);
        switch (depth > 4 ? random.nextInt(3) : random.nextInt(7)) {
            case 0 -> endLine(text);
            case 1, 2 -> {
                text.append(' ').append(any(VALUES));
                endLine(text);
            }
            case 3 -> {
                text.append(any(List.of(" ", "   ")));
                flow(text, depth);
                endLine(text);
            }
            case 4 -> {
                endLine(text);
                text.append(" ".repeat(deeper));
                mapping(text, deeper, depth + 1);
            }
            case 5 -> {
                endLine(text);
                text.append(" ".repeat(indent));
                sequence(text, indent, depth + 1);
            }
            default -> {
                endLine(text);
                text.append(" ".repeat(deeper));
                sequence(text, deeper, depth + 1);
            }
        }
    }

    private void sequence(StringBuilder text, int indent, int depth) {
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text.append(" ".repeat(indent));
            }
            text.append('-');
            int gap = 1 + random.nextInt(3);
            int inner = indent + 1 + gap;
            switch (depth > 4 ? random.nextInt(3) : random.nextInt(6)) {
                case 0 -> endLine(text);
                case 1 -> {
                    text.append(" ".repeat(gap)).append(any(VALUES));
                    endLine(text);
                }
                case 2 -> {
                    text.append(" ".repeat(gap));
                    flow(text, depth);
                    endLine(text);
                }
                case 3 -> {
                    text.append(" ".repeat(gap));
                    mapping(text, inner, depth + 1);
                }
                case 4 -> {
                    endLine(text);
                    text.append(" ".repeat(inner));
                    mapping(text, inner, depth + 1);
                }
                default -> {
                    text.append(" ".repeat(gap));
                    sequence(text, inner, depth + 1);
                }
            }
        }
    }

    private void flow(StringBuilder text, int depth) {
        boolean mapping = random.nextBoolean();
        int first = random.nextInt(KEYS.size());
        text.append(mapping ? '{' : '[');
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            space(text);
            if (mapping) {
                text.append(KEYS.get((first + i) % KEYS.size())).append(": ");
            }
            if (depth < 5 && random.nextInt(4) == 0) {
                flow(text, depth + 1);
            } else if (!mapping || random.nextInt(6) > 0) {
                text.append(any(VALUES));
            }
            space(text);
            if (i < count - 1 || random.nextInt(4) == 0) {
                text.append(',');
            }
        }
        space(text);
        text.append(mapping ? '}' : ']');
    }

    private void space(StringBuilder text) {
        text.append(any(List.of("", " ", " ", " ", "  ", "\n  ", " # x\n     ", "\n\n ")));
    }
}
