package org.stockade.policy.internal;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Writes JSON, RFC 8259: maps, collections, texts, numbers and truth values. */
final class Json {
    private Json() {}

    static String pretty(Object value) {
        StringBuilder out = new StringBuilder(4096);
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    /** On one line. */
    static String compact(Object value) {
        StringBuilder out = new StringBuilder(64);
        compact(value, out);
        return out.toString();
    }

    private static void compact(Object value, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    text(String.valueOf(entry.getKey()), out);
                    out.append(": ");
                    compact(entry.getValue(), out);
                    separator = ", ";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case Collection<?> list -> {
                String separator = "[";
                for (Object item : list) {
                    out.append(separator);
                    compact(item, out);
                    separator = ", ";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            default -> write(value, "", out);
        }
    }

    private static void write(Object value, String newLine, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> {
                Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                out.append('{');
                while (entries.hasNext()) {
                    Map.Entry<?, ?> entry = entries.next();
                    out.append(newLine).append("  ");
                    text(String.valueOf(entry.getKey()), out);
                    out.append(": ");
                    write(entry.getValue(), newLine + "  ", out);
                    out.append(entries.hasNext() ? "," : newLine);
                }
                out.append('}');
            }
            case Collection<?> list -> {
                String separator = "";
                out.append('[');
                for (Object item : list) {
                    out.append(separator);
                    write(item, newLine + "  ", out);
                    separator = ", ";
                }
                out.append(']');
            }
            case Optional<?> nothing -> out.append("null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> text(value.toString(), out);
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                out.append('\\').append((char) c);
                            } else if (c < 0x20) {
                                out.append(String.format("\\u%04x", c));
                            } else {
                                out.append((char) c);
                            }
                        });
        out.append('"');
    }
}
