package org.stockade.policy.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The characters of a document, checked before anything is parsed. */
final class DocumentText {
    /** A policy of 100,000 rules has 6 MiB. */
    static final int MOST_BYTES = 8 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    private DocumentText() {}

    /** The text without a byte order mark in front, if all of its characters are allowed. */
    static Optional<String> check(String text, Problems problems) {
        if (text.length() > MOST_BYTES) {
            return tooLong(problems);
        }
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        String content = marked ? text.substring(1) : text;
        long bytes = 0;
        for (int i = 0; i < content.length(); i++) {
            char plain = content.charAt(i);
            if (isPlain(plain)) {
                bytes++;
                continue;
            }
            int c = content.codePointAt(i);
            String wrong = wrong(c);
            if (wrong != null) {
                problems.add(placeOf(i, content), wrong);
                return Optional.empty();
            }
            if (c > 0xffff) {
                i++;
            }
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        return bytes > MOST_BYTES ? tooLong(problems) : Optional.of(content);
    }

    private static boolean isPlain(char c) {
        return (c >= 0x20 && c < 0x7f) || c == '\n';
    }

    private static Place placeOf(int end, String content) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < end; i++) {
            int c = content.codePointAt(i);
            if (c > 0xffff) {
                i++;
            }
            boolean lineEnds = c == '\n' || (c == '\r' && content.charAt(i + 1) != '\n');
            line += lineEnds ? 1 : 0;
            column = lineEnds ? 1 : column + 1;
        }
        return new Place(line, column);
    }

    private static Optional<String> tooLong(Problems problems) {
        problems.add(
                Place.START,
                "the document is over 8 MiB; shorten it, for instance by lists of values in one rule");
        return Optional.empty();
    }

    private static @Nullable String wrong(int c) {
        if (c == '\r') {
            return null;
        }
        return switch (c) {
            case '\t' -> "tab; indent with spaces, and write \"\\t\" for a tab inside a text";
            case 0 ->
                    "character U+0000; the document is not text in UTF-8, perhaps UTF-16: save it as"
                            + " UTF-8";
            case REPLACEMENT ->
                    "character U+FFFD; there was a byte here that is not UTF-8: save the document as"
                            + " UTF-8";
            default -> isRefused(c) ? refused(c) : null;
        };
    }

    private static boolean isRefused(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> turnsText(c) || c == BYTE_ORDER_MARK || (c & 0xfffe) == 0xfffe;
        };
    }

    /** Characters that make a text read otherwise than it works (CVE-2021-42574). */
    private static boolean turnsText(int c) {
        return c == 0x61c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static String refused(int c) {
        return String.format(
                "character U+%04X is not allowed; remove it, or write it as an escape in double quotes",
                c);
    }
}
