package org.stockade.engine.internal.change;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The text of a policy and where it came from.
 *
 * @param origin what messages call it
 * @param folder where relative paths in it begin, if they do not where {@code origin} says
 */
public record PolicyDocument(String origin, Optional<Path> folder, String text) {
    /** SHA-256 of the text, hexadecimal. */
    String hash() {
        return hash(text);
    }

    static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The whole path where that is known. */
    String shown() {
        return folder.map(at -> at.resolve(origin).toString()).orElse(origin);
    }
}
