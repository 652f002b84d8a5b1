package org.stockade.policy.internal;

import java.util.List;
import java.util.Optional;
import org.stockade.policy.RulePolicy;

/**
 * What a client may be found to speak: a protocol, or {@code tls:} and the name of the server that
 * its hello asks for, or {@code tls:matcher:} and the name of a matcher that accepts it.
 */
record DetectedName(String text) {
    private static final String SERVER = "tls:";
    private static final String MATCHER = RulePolicy.DETECT_MATCHER;
    private static final List<String> PROTOCOLS = List.of("http", "ssh", "tls");

    /** Reads such names. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "http, ssh, tls or tls:www.example.com",
                    (scalar, spot) -> parse(spot.key(), scalar.text()),
                    spot ->
                            Leaves.schema(
                                    "anyOf",
                                    List.of(
                                            Leaves.schema("enum", PROTOCOLS),
                                            Leaves.schema("type", "string", "pattern", "^tls:."))));

    private static DetectedName parse(String key, String text) {
        if (PROTOCOLS.contains(text)) {
            return new DetectedName(text);
        }
        if (text.startsWith(MATCHER)) {
            return new DetectedName(MATCHER + Name.parse(text.substring(MATCHER.length())).text());
        }
        if (text.startsWith(SERVER)) {
            return new DetectedName(
                    SERVER + HostName.parse(key, text.substring(SERVER.length())).text());
        }
        throw new IllegalArgumentException(
                key
                        + " "
                        + Quoted.of(text)
                        + " is not known; use http, ssh, tls, tls:NAME for a server's name in a"
                        + " TLS hello, or tls:matcher:NAME for one that a matcher accepts");
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
