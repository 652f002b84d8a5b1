package org.stockade.auth.file.internal;

import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt as OpenBSD writes it. Of a password the first 72 octets count.
 *
 * @param rounds logarithm of their number
 */
record BcryptHash(String text, int rounds) implements PasswordHash {
    private static final Pattern FORM =
            Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

    private static final int LEAST = 4;

    /** Some seconds. */
    private static final int MOST = 16;

    static BcryptHash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "its hash is no bcrypt of 60 characters; use $2b$ROUNDS$SALT-AND-HASH");
        }
        int rounds = Integer.parseInt(form.group(1));
        if (rounds < LEAST || rounds > MOST) {
            throw new IllegalArgumentException(
                    "its hash has " + rounds + " rounds; use " + LEAST + " to " + MOST);
        }
        return new BcryptHash(text, rounds);
    }

    @Override
    public boolean matches(byte[] password) {
        return OpenBSDBCrypt.checkPassword(text, password);
    }

    @Override
    public PasswordHash fake() {
        byte[] salt = new byte[16];
        byte[] password = new byte[32];
        SecureRandom random = new SecureRandom();
        random.nextBytes(salt);
        random.nextBytes(password);
        return new BcryptHash(OpenBSDBCrypt.generate("2b", password, salt, rounds), rounds);
    }

    @Override
    public String cost() {
        return "bcrypt " + rounds;
    }

    @Override
    public String toString() {
        return cost();
    }
}
