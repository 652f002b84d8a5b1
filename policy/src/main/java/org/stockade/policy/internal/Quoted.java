package org.stockade.policy.internal;

/** Text of a document inside a message: it can neither end the line nor steer a terminal. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** In quotation marks, shortened if long. */
    static String of(String text) {
        return "\"" + shortened(text) + "\"";
    }

    /** Without quotation marks. */
    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** With control, format and lone surrogate characters as {@code \}{@code uXXXX}. */
    static String escaped(String text) {
        if (text.chars().noneMatch(Quoted::isUnsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.chars()
                .forEach(
                        c -> {
                            if (isUnsafe(c)) {
                                safe.append(String.format("\\u%04x", c));
                            } else {
                                safe.append((char) c);
                            }
                        });
        return safe.toString();
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
