package org.stockade.auth.file.internal;

/** A stored hash of a password. Comparing takes the same time whatever differs. */
sealed interface PasswordHash permits Argon2Hash, BcryptHash {
    /** Whether it is this password's; {@code password} in UTF-8. */
    boolean matches(byte[] password);

    /** A hash of nobody's password that costs the same. */
    PasswordHash fake();

    /** What it costs, for comparing: algorithm and parameters. */
    String cost();

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong, without a character of it
     */
    static PasswordHash parse(String text) {
        if (text.startsWith("$argon2")) {
            return Argon2Hash.parse(text);
        }
        if (text.startsWith("$2")) {
            return BcryptHash.parse(text);
        }
        throw new IllegalArgumentException(
                "its hash is of no known kind; use Argon2id ($argon2id$…) or bcrypt ($2b$…)");
    }
}
