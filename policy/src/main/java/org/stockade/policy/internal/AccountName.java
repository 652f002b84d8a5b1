package org.stockade.policy.internal;

/** The name of a user, or of a group of users, as whoever authenticates them knows it. */
record AccountName(String text) {
    private static final int LONGEST = 256;

    /** Reads such names. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "a name",
                    (scalar, spot) -> parse(spot.key(), scalar.text()),
                    spot -> Leaves.schema("type", "string", "minLength", 1, "maxLength", LONGEST));

    private static AccountName parse(String key, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    key
                            + " has a name of "
                            + text.strip().length()
                            + " characters; use 1 to "
                            + LONGEST);
        }
        return new AccountName(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
