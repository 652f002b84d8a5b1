package org.stockade.auth;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client offers as proof of who it is. The secret is in memory until {@link #close}, and in
 * no text: {@link #toString} has the name alone.
 */
public final class Credentials implements AutoCloseable {
    /** Longest secret, in characters. */
    public static final int LONGEST_SECRET = 1024;

    /** What kind of proof the secret is. */
    public enum Method {
        /** The user's password: HTTP Basic (RFC 7617), SOCKS (RFC 1929), FTP. */
        PASSWORD,
        /** The answer to a {@link Answer.Challenge}: one-time passwords, CRAM (RFC 2195). */
        RESPONSE,
        /** The value of a Digest field, RFC 7616 section 3.4, as the client sent it. */
        DIGEST
    }

    private final String user;
    private final Method method;
    private final char[] secret;
    private final Answer.@Nullable Challenge answered;

    /**
     * A proof of this method.
     *
     * @param user 1 to 256 characters, none of them a control character
     * @param secret at most 1,024 characters; from now on this object's, who wipes it
     * @throws IllegalArgumentException if one of them is out of bounds; the secret is wiped
     */
    public Credentials(String user, Method method, char[] secret) {
        this(user, method, secret, null);
    }

    private Credentials(
            String user, Method method, char[] secret, Answer.@Nullable Challenge answered) {
        this.user = user;
        this.method = method;
        this.secret = secret;
        this.answered = answered;
        String wrong = wrong();
        if (wrong != null) {
            close();
            throw new IllegalArgumentException(wrong);
        }
    }

    /** A password, of the bounds above. */
    public static Credentials password(String user, char[] password) {
        return new Credentials(user, Method.PASSWORD, password);
    }

    /** The answer to a challenge, of the bounds above. */
    public static Credentials response(String user, Answer.Challenge to, char[] response) {
        return new Credentials(user, Method.RESPONSE, response, to);
    }

    private @Nullable String wrong() {
        if (user.isBlank() || user.length() > Identity.LONGEST_NAME) {
            return "user has a name of "
                    + user.strip().length()
                    + " characters; use 1 to "
                    + Identity.LONGEST_NAME;
        }
        if (user.chars().anyMatch(Character::isISOControl)) {
            return "user has a name with a control character; use others";
        }
        return secret.length > LONGEST_SECRET
                ? "password has " + secret.length + " characters; use at most " + LONGEST_SECRET
                : null;
    }

    /** Whom the client claims to be, as it was sent. */
    public String user() {
        return user;
    }

    public Method method() {
        return method;
    }

    /** The secret itself, no copy: zeroes after {@link #close}. Do not keep it. */
    public char[] secret() {
        return secret;
    }

    /** The secret in UTF-8, in an array of the caller's, who fills it with zeroes after use. */
    public byte[] utf8() {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** What this answers; empty: the client speaks first. */
    public Optional<Answer.Challenge> answered() {
        return Optional.ofNullable(answered);
    }

    /** Fills the secret with zeroes. */
    @Override
    public void close() {
        Arrays.fill(secret, '\0');
    }

    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
