package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a policy's file. */
final class PolicyFile {
    /** Same as the parser's: no larger file is read. */
    private static final long LARGEST_POLICY = 8L << 20;

    private PolicyFile() {}

    /** Its text, UTF-8; the message of what it throws names the file and what is wrong. */
    static String read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST_POLICY) {
                throw new IOException(
                        "policy "
                                + file
                                + " is over "
                                + LARGEST_POLICY
                                + " bytes, the most that is read");
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
