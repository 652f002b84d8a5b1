package org.stockade.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** A policy document on disk, UTF-8. */
final class PolicyFile {
    /** Far beyond any policy; keeps a wrong file, say a disk image, out of memory. */
    private static final int LONGEST = 16 << 20;

    private PolicyFile() {}

    static String read(Path file) throws CommandException {
        if (Files.isDirectory(file)) {
            throw CommandException.failed("policy file " + file + " is a directory");
        } else if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Opening a pipe waits for whoever writes it, perhaps for ever.
            throw CommandException.failed("policy file " + file + " is no ordinary file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            Object before = state(file);
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (!before.equals(state(file))) {
                throw CommandException.failed(
                        "policy file " + file + " is being written; try again when it is complete");
            }
            if (bytes.length > LONGEST) {
                throw CommandException.failed(
                        "policy file " + file + " is over " + LONGEST + " bytes");
            }
            return text(file, bytes);
        } catch (NoSuchFileException missing) {
            throw CommandException.failed("policy file " + file + " does not exist");
        } catch (AccessDeniedException denied) {
            throw CommandException.failed("policy file " + file + " may not be read by this user");
        } catch (IOException failure) {
            throw CommandException.failed(
                    "policy file " + file + " cannot be read: " + CommandLine.message(failure));
        }
    }

    private static String text(Path file, byte[] bytes) throws CommandException {
        ByteBuffer octets = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(octets, text, true).isError()) {
            int line = 1;
            for (int i = 0; i < octets.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw CommandException.failed(
                    "policy file "
                            + file
                            + " is not UTF-8 text, see line "
                            + line
                            + "; save it as UTF-8");
        }
        return text.flip().toString();
    }

    /** Another one after every change: half of a policy may be a policy, but not what was meant. */
    private static Object state(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey()));
    }
}
