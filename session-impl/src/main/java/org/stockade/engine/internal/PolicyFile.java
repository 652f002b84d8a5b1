package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file that a policy stands in. */
final class PolicyFile {
    /** Same as the parser's: no larger file is read. */
    private static final long LARGEST = 8L << 20;

    private PolicyFile() {}

    /**
     * Its text.
     *
     * @throws IOException if it is not there, not UTF-8, larger than a policy may be, or cannot be
     *     read; the message names it
     */
    static String read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(
                        "policy " + file + " is over " + LARGEST + " bytes, the most that is read");
            }
            return Files.readString(file);
        } catch (CharacterCodingException notUtf8) {
            throw new IOException("policy " + file + " is not UTF-8", notUtf8);
        } catch (NoSuchFileException missing) {
            throw new IOException("policy " + file + " does not exist", missing);
        } catch (FileSystemException other) {
            throw new IOException(
                    "policy " + file + " cannot be read: " + other.getReason(), other);
        }
    }
}
