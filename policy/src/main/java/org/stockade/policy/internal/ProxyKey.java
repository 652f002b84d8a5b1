package org.stockade.policy.internal;

/**
 * The name of a proxy, or {@code *} for every other one.
 *
 * @param text as it is written
 */
record ProxyKey(String text) {
    /** Stands for all that are not named. */
    static final String OTHERS = "*";

    /** Reads them. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "the name of a proxy, or \"*\"",
                    (scalar, spot) -> {
                        if (!scalar.text().equals(OTHERS)
                                && !Name.FORM.matcher(scalar.text()).matches()) {
                            throw new IllegalArgumentException(
                                    Quoted.of(scalar.text())
                                            + " is no name of a proxy; use 1 to 63 letters, digits,"
                                            + " \"-\", \"_\" or \".\", the first a letter, digit or"
                                            + " \"_\"; or \"*\" for all others");
                        }
                        return new ProxyKey(scalar.text());
                    },
                    spot ->
                            Leaves.schema(
                                    "type",
                                    "string",
                                    "pattern",
                                    "^([*]|" + Name.FORM.pattern() + ")$"));
}
