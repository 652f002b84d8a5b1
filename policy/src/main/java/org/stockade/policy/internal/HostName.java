package org.stockade.policy.internal;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a host, RFC 1123 section 2.1, in lower case and without the dot at its end; an
 * underscore is taken as well.
 */
record HostName(String text) {
    /** In characters, without the dot at its end. */
    static final int LONGEST = 253;

    private static final Pattern FORM =
            Pattern.compile(
                    "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*"
                            + "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    /** Reads such names. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "the name of a host such as www.example.com",
                    (scalar, spot) -> parse(spot.key(), scalar.text()),
                    spot -> Leaves.schema("type", "string", "maxLength", LONGEST + 1));

    /** The name written as the value of {@code key}. */
    static HostName parse(String key, String written) {
        String name = written.toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (name.length() > LONGEST || !FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    key
                            + " "
                            + Quoted.of(written)
                            + " is not the name of a host; use 1 to "
                            + LONGEST
                            + " letters, digits, \"-\" and dots, other scripts as xn--…");
        }
        if (NUMBER.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    key + " " + Quoted.of(written) + " is an address; use a subnet for it");
        }
        return new HostName(name);
    }

    @Override
    public String toString() {
        return text;
    }
}
