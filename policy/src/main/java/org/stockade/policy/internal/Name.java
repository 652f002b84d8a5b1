package org.stockade.policy.internal;

import java.util.regex.Pattern;

/** A name that stands in session ids, and so holds none of their separators. */
record Name(String text) {
    static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");

    /** In place of what is no name. */
    static final Name UNREADABLE = new Name("");

    /** Reads names. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a name",
                    (scalar, spot) -> parse(scalar.text()),
                    spot -> Leaves.schema("type", "string", "pattern", "^" + FORM.pattern() + "$"));

    /** The name written so. */
    static Name parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    Quoted.of(text)
                            + " is no name; use 1 to 63 letters, digits, \"-\", \"_\" or"
                            + " \".\", the first a letter, digit or \"_\"");
        }
        return new Name(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
