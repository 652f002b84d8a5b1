package org.stockade.policy.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stockade.policy.RulePolicy;

/**
 * What a peer may be found to speak: the kind of a detector, or one with what is known besides,
 * {@code tls:} and the name of the server that a hello asks for, or {@code tls:matcher:} and the
 * name of a matcher that accepts it. Kinds are known when the detectors are there; of those that
 * come with the engine what follows is checked here.
 */
record DetectedName(String text) {
    private static final String SERVER = "tls:";
    private static final String MATCHER = RulePolicy.DETECT_MATCHER;
    private static final String CERTIFICATE = "cert:";
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,63}(:[!-~]{1,255})?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Reads such names. */
    static final Leaf LEAF =
            new Leaf.Single(
                    "http, ssh, tls, tls:www.example.com or another name of what a detector finds",
                    (scalar, spot) -> parse(spot.key(), scalar.text()),
                    spot -> Leaves.schema("type", "string", "pattern", "^" + FORM + "$"));

    private static DetectedName parse(String key, String text) {
        if (text.startsWith(MATCHER)) {
            return new DetectedName(MATCHER + Name.parse(text.substring(MATCHER.length())).text());
        }
        if (text.startsWith(SERVER)) {
            return new DetectedName(
                    SERVER + HostName.parse(key, text.substring(SERVER.length())).text());
        }
        if (text.startsWith(CERTIFICATE)) {
            return new DetectedName(CERTIFICATE + fingerprint(key, text));
        }
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    key
                            + " "
                            + Quoted.of(text)
                            + " is no name of what a client speaks; use http, ssh, tls, tls:NAME"
                            + " for a server's name in a TLS hello, tls:matcher:NAME for one that a"
                            + " matcher accepts, alpn:NAME, ssh-server, cert:SHA-256, or a kind that"
                            + " another bundle brings");
        }
        return new DetectedName(text);
    }

    /** The matcher that it names. */
    Optional<String> matcher() {
        return text.startsWith(MATCHER)
                ? Optional.of(text.substring(MATCHER.length()))
                : Optional.empty();
    }

    /** With or without the colons that tools put between its bytes. */
    private static String fingerprint(String key, String text) {
        String plain =
                text.substring(CERTIFICATE.length()).replace(":", "").toLowerCase(Locale.ROOT);
        if (!SHA256.matcher(plain).matches()) {
            throw new IllegalArgumentException(
                    key
                            + " "
                            + Quoted.of(text)
                            + " is no fingerprint; use cert: and 64 hexadecimal digits, the SHA-256"
                            + " of the certificate");
        }
        return plain;
    }

    @Override
    public String toString() {
        return text;
    }
}
