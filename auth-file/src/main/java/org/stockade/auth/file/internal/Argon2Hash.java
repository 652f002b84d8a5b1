package org.stockade.auth.file.internal;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, RFC 9106, in the PHC string format.
 *
 * @param memory in KiB
 */
record Argon2Hash(int memory, int passes, int lanes, byte[] salt, byte[] hash)
        implements PasswordHash {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,4}),p=([0-9]{1,3})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{21,171})");

    /** 256 MiB: two at once are half a gigabyte. */
    private static final int MOST_MEMORY = 256 << 10;

    private static final int MOST_PASSES = 64;
    private static final int MOST_LANES = 16;

    static Argon2Hash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "its hash is no Argon2id of version 19 in PHC form;"
                            + " use $argon2id$v=19$m=65536,t=3,p=4$SALT$HASH");
        }
        int memory = Integer.parseInt(form.group(1));
        int passes = Integer.parseInt(form.group(2));
        int lanes = Integer.parseInt(form.group(3));
        bound("m", memory, 8, MOST_MEMORY);
        bound("t", passes, 1, MOST_PASSES);
        bound("p", lanes, 1, MOST_LANES);
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return new Argon2Hash(
                    memory,
                    passes,
                    lanes,
                    base64.decode(form.group(4)),
                    base64.decode(form.group(5)));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("its salt or hash is no base64");
        }
    }

    private static void bound(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "its hash has "
                            + name
                            + "="
                            + value
                            + ", which is out of range; use "
                            + least
                            + " to "
                            + most);
        }
    }

    @Override
    public boolean matches(byte[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] made = new byte[hash.length];
        generator.generateBytes(password, made);
        return MessageDigest.isEqual(made, hash);
    }

    @Override
    public PasswordHash fake() {
        byte[] random = new byte[salt.length];
        new SecureRandom().nextBytes(random);
        return new Argon2Hash(memory, passes, lanes, random, new byte[hash.length]);
    }

    @Override
    public String cost() {
        return "argon2id m=" + memory + ",t=" + passes + ",p=" + lanes;
    }

    @Override
    public String toString() {
        return cost();
    }
}
