package org.stockade.policy.internal;

import java.util.regex.Pattern;
import org.stockade.policy.ProxyBudget;

/** A share in percent, or {@code none}. */
record Share(long percent) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})%");

    /** Reads shares. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a share such as 50%, or none",
                    (scalar, spot) -> new Share(parse(scalar.text(), spot)),
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
        long percent = matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
        if (percent < spot.min() || percent > spot.max()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + Quoted.of(text)
                            + (percent < 0 ? " is not a share" : " is out of range")
                            + "; use "
                            + spot.min()
                            + "% to "
                            + spot.max()
                            + "%, or none");
        }
        return percent;
    }
}
