package org.stockade.policy.internal;

import java.util.regex.Pattern;
import org.stockade.policy.ProxyBudget;

/** A number of bytes with its unit, or {@code none}. */
record Bytes(long count) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB)");

    /** Reads such numbers; the bounds of a spot are bytes. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a number of bytes such as 256MiB, or none",
                    (scalar, spot) -> new Bytes(parse(scalar.text(), spot)),
                    spot ->
                            Leaves.schema(
                                    "type",
                                    "string",
                                    "pattern",
                                    "^(none|" + FORM.pattern() + ")$"));

    private static long parse(String text, Spot spot) {
        if (text.equals("none")) {
            return ProxyBudget.NO_LIMIT;
        }
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + Quoted.of(text)
                            + " is not a number of bytes; use a number and a unit: 64KiB, 256MiB,"
                            + " 2GiB; or none");
        }
        int shift =
                switch (matcher.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    default -> 30;
                };
        long count = Long.parseLong(matcher.group(1)) << shift;
        if (count < spot.min() || count > spot.max()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + text
                            + " is out of range; use "
                            + written(spot.min())
                            + " to "
                            + written(spot.max())
                            + ", or none");
        }
        return count;
    }

    private static String written(long count) {
        return count % (1L << 30) == 0
                ? (count >> 30) + "GiB"
                : count % (1L << 20) == 0 ? (count >> 20) + "MiB" : (count >> 10) + "KiB";
    }
}
