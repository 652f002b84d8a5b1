package org.stockade.policy.internal;

import java.util.List;

/**
 * What a client may be found to speak: a protocol, or {@code tls:} and the name of the server that
 * its hello asks for.
 */
record DetectedName(String text) {
    private static final String SERVER = "tls:";
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
        if (text.startsWith(SERVER)) {
            return new DetectedName(
                    SERVER + HostName.parse(key, text.substring(SERVER.length())).text());
        }
        throw new IllegalArgumentException(
                key
                        + " "
                        + Quoted.of(text)
                        + " is not known; use http, ssh, tls, or tls:NAME for a server's name in"
                        + " a TLS hello");
    }

    @Override
    public String toString() {
        return text;
    }
}
