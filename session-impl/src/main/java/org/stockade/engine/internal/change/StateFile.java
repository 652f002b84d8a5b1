package org.stockade.engine.internal.change;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Files of the state folder, their owner's alone, each of them always the old one or the new. */
final class StateFile {
    /** A marker with a thousand bundles has less. */
    private static final int LARGEST_VALUES = 1 << 20;

    private StateFile() {}

    /** Makes a folder where it is not there yet. */
    static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder, rights(folder, "rwx------"));
    }

    /** Replaces a file as a whole; it is on the disk when this returns. */
    static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        makeFolder(folder);
        Path fresh = folder.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        rights(folder, "rw-------"))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        moveIntoPlace(fresh, file);
    }

    /** Moves a complete file to its place in the same folder. */
    static void moveIntoPlace(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(file.toAbsolutePath().resolveSibling(""));
    }

    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notHere) {
            // Not every platform can; the file itself is complete in any case.
            return;
        }
    }

    private static FileAttribute<?>[] rights(Path folder, String rights) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
                }
                : new FileAttribute<?>[0];
    }

    /** Writes names and values, in order of the names. */
    static void write(Path file, Map<String, String> values) throws IOException {
        String text =
                new TreeMap<>(values)
                        .entrySet().stream()
                                .map(
                                        each ->
                                                escaped(each.getKey())
                                                        + "="
                                                        + escaped(each.getValue()))
                                .collect(Collectors.joining("\n", "", "\n"));
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link Properties} reads it. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else if (c == '\\' || c == '=' || c == ':' || c == ' ' || c == '#' || c == '!') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /**
     * Reads names and values; empty if there is no such file.
     *
     * @throws IOException if it cannot be read or holds something else
     */
    static Optional<Map<String, String>> read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST_VALUES) {
                throw new IOException(file + " is over " + LARGEST_VALUES + " bytes");
            }
            Properties read = new Properties();
            read.load(new StringReader(Files.readString(file)));
            Map<String, String> values = new TreeMap<>();
            read.stringPropertyNames().forEach(name -> values.put(name, read.getProperty(name)));
            return Optional.of(values);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " is damaged: " + malformed.getMessage(), malformed);
        }
    }
}
