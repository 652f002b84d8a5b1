package org.stockade.policy.internal;

import java.util.List;
import java.util.regex.Pattern;
import org.stockade.policy.ProxyBudget;

/** A whole number that may also be {@code none}. */
record Count(long number) {
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    /** Reads such numbers. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a whole number, or none",
                    (scalar, spot) -> new Count(parse(scalar.text(), spot)),
                    spot ->
                            Leaves.schema(
                                    "anyOf",
                                    List.of(
                                            Leaves.schema(
                                                    "type",
                                                    "integer",
                                                    "minimum",
                                                    spot.min(),
                                                    "maximum",
                                                    spot.max()),
                                            Leaves.schema("const", "none"))));

    private static long parse(String text, Spot spot) {
        if (text.equals("none")) {
            return ProxyBudget.NO_LIMIT;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + Quoted.of(text)
                            + " is not a whole number; use "
                            + spot.range()
                            + ", or none");
        }
        long number = Long.parseLong(text);
        if (number < spot.min() || number > spot.max()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + number
                            + " is out of range; use "
                            + spot.range()
                            + ", or none");
        }
        return number;
    }
}
