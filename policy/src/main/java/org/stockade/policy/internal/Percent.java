package org.stockade.policy.internal;

import java.util.regex.Pattern;

/** A share in whole percent, as {@code 10%}. */
record Percent(int value) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,3})%");

    /** Reads such shares; the bounds of a setting are percent. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a share such as 10%",
                    Percent::read,
                    spot -> Leaves.schema("type", "string", "pattern", "^" + FORM.pattern() + "$"));

    private static Percent read(Node.Scalar scalar, Spot spot) {
        var matcher = FORM.matcher(scalar.text());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + Quoted.of(scalar.text())
                            + " is not a share; use whole percent such as 10%");
        }
        int value = Integer.parseInt(matcher.group(1));
        if (value < spot.min() || value > spot.max()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + scalar.text()
                            + " is out of range; use "
                            + spot.min()
                            + "% to "
                            + spot.max()
                            + "%");
        }
        return new Percent(value);
    }
}
