package org.stockade.shell.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a caller gave beside its words, which are told and recorded: a password. In no text, and
 * wiped when the command has ended.
 */
final class Secret implements AutoCloseable {
    /** Longest one, in octets. */
    static final int LONGEST = 4096;

    /** None was given. */
    static final Secret NONE = new Secret(new byte[0]);

    private final byte[] utf8;

    /** Of these octets, which are its own from now on. */
    Secret(byte[] utf8) {
        this.utf8 = utf8;
    }

    boolean isEmpty() {
        return utf8.length == 0;
    }

    /**
     * Its characters, in an array that the caller fills with zeroes after use.
     *
     * @throws CommandException if it is not text in UTF-8
     */
    char[] characters() throws CommandException {
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            char[] characters = new char[decoded.remaining()];
            decoded.get(characters);
            Arrays.fill(decoded.array(), '\0');
            return characters;
        } catch (CharacterCodingException notText) {
            throw CommandException.failed("the password is not text in UTF-8");
        }
    }

    @Override
    public void close() {
        Arrays.fill(utf8, (byte) 0);
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
