package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the PID {@code org.stockade} says. */
record Configuration(Map<String, Object> values) {
    /** Same as the parser's: no larger file is read. */
    private static final long LARGEST_POLICY = 8L << 20;

    /** A value that is there and not blank. */
    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key))
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    boolean serves() {
        return !"false".equals(text("serve").orElse("true"));
    }

    Path spoolFolder() {
        return text("state.dir")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "stockade"))
                .resolve("spool");
    }

    /** Where the policy names none. */
    String firewallName() {
        return text("firewall.name").orElseGet(Configuration::hostName);
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            int dot = name.indexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        } catch (UnknownHostException nameless) {
            return "stockade";
        }
    }

    /**
     * The text of a policy.
     *
     * @throws IOException if it cannot be read; the message names the file
     */
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
        } catch (java.nio.file.NoSuchFileException missing) {
            throw new IOException("policy " + file + " does not exist", missing);
        } catch (java.nio.file.FileSystemException other) {
            throw new IOException(
                    "policy " + file + " cannot be read: " + other.getReason(), other);
        }
    }
}
