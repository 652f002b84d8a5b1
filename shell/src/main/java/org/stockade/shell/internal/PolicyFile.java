package org.stockade.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException missing) {
            throw CommandException.failed("policy file " + file + " does not exist");
        } catch (AccessDeniedException denied) {
            throw CommandException.failed("policy file " + file + " may not be read by this user");
        } catch (CharacterCodingException notText) {
            throw CommandException.failed("policy file " + file + " is not UTF-8 text");
        } catch (IOException failure) {
            throw CommandException.failed(
                    "policy file " + file + " cannot be read: " + CommandLine.message(failure));
        }
    }

    /** Another one after every change: half of a policy may be a policy, but not what was meant. */
    private static Object state(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey()));
    }
}
