package org.stockade.engine.internal.match;

/**
 * How large a regular expression becomes when it is compiled, at most; told without compiling it,
 * because counted repetitions multiply when they are nested.
 */
final class PatternSize {
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    private PatternSize(String text) {
        this.text = text;
    }

    /**
     * In instructions of the engine, roughly, and never much less than there will be.
     *
     * @throws IllegalArgumentException if groups are nested too deeply
     */
    static long of(String pattern) {
        return new PatternSize(pattern).alternatives();
    }

    /** Up to the end of the group, or of all. */
    private long alternatives() {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "its groups are over " + DEEPEST + " deep; use fewer");
        }
        long all = 1;
        while (at < text.length() && text.charAt(at) != ')') {
            all = bounded(all + repeated(element()));
        }
        at++;
        depth--;
        return all;
    }

    private long element() {
        char c = text.charAt(at++);
        return switch (c) {
            case '(' -> alternatives() + 2;
            case '[' -> set();
            case '\\' -> escaped();
            default -> 1;
        };
    }

    /** A set is one instruction, whatever is in it. */
    private long set() {
        int first = text.startsWith("^", at) ? at + 1 : at;
        at = Math.max(at, first);
        while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
            if (text.startsWith("[:", at)) {
                int end = text.indexOf(":]", at + 2);
                at = end < 0 ? at + 1 : end + 2;
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
        return 1;
    }

    private long escaped() {
        if (at >= text.length()) {
            return 1;
        }
        char c = text.charAt(at++);
        if (c == 'Q') {
            int end = text.indexOf("\\E", at);
            int to = end < 0 ? text.length() : end;
            long literal = to - at;
            at = end < 0 ? to : to + 2;
            return literal + 1;
        }
        if ((c == 'p' || c == 'P' || c == 'x') && text.startsWith("{", at)) {
            int end = text.indexOf('}', at);
            at = end < 0 ? at : end + 1;
        }
        return 1;
    }

    /** An element with what follows it and repeats it. */
    private long repeated(long once) {
        long all = once;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '*' || c == '+' || c == '?') {
                at++;
                all = bounded(all + 1);
            } else if (c == '{') {
                long times = times();
                if (times < 0) {
                    break;
                }
                all = bounded((all + 1) * Math.max(1, times));
            } else {
                break;
            }
        }
        return all;
    }

    /** The larger number of {@code {n,m}}; negative: the brace stands for itself. */
    private long times() {
        int end = text.indexOf('}', at);
        if (end < 0) {
            return -1;
        }
        String inside = text.substring(at + 1, end);
        if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            return -1;
        }
        at = end + 1;
        long most = 0;
        for (String number : inside.split(",")) {
            most = Math.max(most, Long.parseLong(number));
        }
        return most + 1;
    }

    private static long bounded(long size) {
        return Math.min(size, Integer.MAX_VALUE);
    }
}
