package org.stockade.policy.internal;

import java.util.Optional;
import org.stockade.policy.RulePolicy;

/**
 * What a rule says of the host that a connection goes to: its name, or {@code matcher:} and the
 * name of a matcher. No name of a host has a colon.
 */
record TargetHost(String text) {
    private static final String MATCHER = RulePolicy.HOST_MATCHER;

    /** Reads such texts. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "the name of a host such as www.example.com, or matcher:NAME",
                    (scalar, spot) -> parse(spot.key(), scalar.text()),
                    spot -> Leaves.schema("type", "string", "maxLength", HostName.LONGEST + 1));

    private static TargetHost parse(String key, String text) {
        return text.startsWith(MATCHER)
                ? new TargetHost(MATCHER + Name.parse(text.substring(MATCHER.length())).text())
                : new TargetHost(HostName.parse(key, text).text());
    }

    /** The matcher that it names. */
    Optional<String> matcher() {
        return text.startsWith(MATCHER)
                ? Optional.of(text.substring(MATCHER.length()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
