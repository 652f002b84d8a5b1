package org.stockade.policy.internal;

import java.util.regex.Pattern;

/** What plain scalars are in YAML 1.2's core schema (YAML 1.2.2 section 10.3.2). */
final class CoreSchema {
    private static final Pattern NO_TEXT =
            Pattern.compile(
                    "~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+"
                            + "|0x[0-9a-fA-F]+|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private static final int LONGEST_WORD = "false".length();

    private CoreSchema() {}

    /** Whether a plain scalar is something else than text: a number, a truth or nothing. */
    static boolean isNoText(String plain) {
        return mayBeNoText(plain) && NO_TEXT.matcher(plain).matches();
    }

    /** Spares most keys the pattern. */
    private static boolean mayBeNoText(String plain) {
        char first = plain.isEmpty() ? 'a' : plain.charAt(0);
        return switch (first) {
            case '~', 'n', 'N', 't', 'T', 'f', 'F' -> plain.length() <= LONGEST_WORD;
            case '-', '+', '.' -> true;
            default -> first >= '0' && first <= '9';
        };
    }
}
