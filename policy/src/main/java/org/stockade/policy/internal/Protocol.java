package org.stockade.policy.internal;

import java.util.List;
import java.util.regex.Pattern;

/** An IP protocol: its number, or {@code tcp} or {@code udp}. */
record Protocol(int number) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    /** Reads protocols. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "tcp, udp or an IP protocol number",
                    (scalar, spot) ->
                            switch (scalar.text()) {
                                case "tcp" -> new Protocol(6);
                                case "udp" -> new Protocol(17);
                                default -> new Protocol(number(scalar.text()));
                            },
                    spot ->
                            Leaves.schema(
                                    "anyOf",
                                    List.of(
                                            Leaves.schema(
                                                    "type", "integer", "minimum", 0, "maximum",
                                                    255),
                                            Leaves.schema("enum", List.of("tcp", "udp")))));

    private static int number(String text) {
        int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException(
                    "protocol "
                            + Quoted.of(text)
                            + " is not known; use tcp, udp or a number, 0 to 255");
        }
        return number;
    }
}
