package org.stockade.shell.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code audit.log} of a state folder, its owner's alone, locked while it is open, only
 * ever written at its end. One thread uses it.
 */
final class AuditFile implements AutoCloseable {
    /** A log of this size takes a second to verify; a record has some 300 bytes. */
    static final long LARGEST = 1L << 30;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final FileChannel channel;
    private final Object identity;
    private String head = AuditChain.START;
    private long end;

    /** Whether octets of a record that failed may stand behind {@link #end}. */
    private boolean torn;

    private Optional<Path> setAside = Optional.empty();

    private AuditFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.identity = identity(path);
    }

    /**
     * Opens the log of a folder and continues its chain. A last line without an end, which a crash
     * has left, is moved to a file beside it.
     *
     * @throws IOException if it cannot be written, or somebody else has it open
     */
    static AuditFile open(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path path = folder.resolve("audit.log");
        FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.APPEND,
                                LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            lock(channel, path);
            if (!Files.getPosixFilePermissions(path).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
            AuditFile file = new AuditFile(path, channel);
            file.continueChain();
            return file;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException ours) {
            // Another framework in this very process.
        }
        throw new IOException("another instance writes " + path);
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, "fileKey").get("fileKey");
        return key == null ? path : key;
    }

    private void continueChain() throws IOException {
        try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = reading.size();
            end = afterLastLineEnd(reading, size);
            if (end < size) {
                setTornAside(reading, size);
            }
            if (end > 0) {
                long begin = afterLastLineEnd(reading, end - 1);
                if (end - begin > AuditChain.LONGEST_LINE) {
                    throw new IOException("the last line of " + path + " is no record");
                }
                head = AuditChain.hash(read(reading, begin, end - 1));
            }
        }
    }

    private void setTornAside(FileChannel reading, long size) throws IOException {
        long from = Math.max(end, size - AuditChain.LONGEST_LINE);
        Path aside = path.resolveSibling("audit.log.torn-" + System.currentTimeMillis());
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.write(aside, read(reading, from, size));
        channel.truncate(end);
        channel.force(true);
        setAside = Optional.of(aside);
    }

    private static byte[] read(FileChannel from, long begin, long end) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate((int) (end - begin));
        while (octets.hasRemaining()) {
            if (from.read(octets, begin + octets.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return octets.array();
    }

    /** The place behind the last line end before {@code limit}; 0 if there is none. */
    private static long afterLastLineEnd(FileChannel from, long limit) throws IOException {
        long high = limit;
        while (high > 0) {
            long low = Math.max(0, high - 8192);
            byte[] piece = read(from, low, high);
            for (int i = piece.length - 1; i >= 0; i--) {
                if (piece[i] == '\n') {
                    return low + i + 1;
                }
            }
            high = low;
        }
        return 0;
    }

    Path path() {
        return path;
    }

    /** Hash of the last line. */
    String head() {
        return head;
    }

    /** How many bytes of whole lines there are. */
    long size() {
        return end;
    }

    /** Where a torn last line was put when the log was opened. */
    Optional<Path> setAside() {
        return setAside;
    }

    /** What somebody else has done to the file since the last record; empty if nothing. */
    Optional<String> meddling() {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    || !identity(path).equals(identity)) {
                return Optional.of("it was removed or replaced");
            }
            long size = channel.size();
            return size < end
                    ? Optional.of("it was cut to " + size + " bytes")
                    : size > end && !torn
                            ? Optional.of("somebody else has written to it")
                            : Optional.empty();
        } catch (IOException failure) {
            return Optional.of("it cannot be looked at: " + CommandLine.message(failure));
        }
    }

    /**
     * Appends a line and waits until it is on the disk.
     *
     * @throws IOException if it could not be written; the log is as it was before, or has a torn
     *     line that the next call removes
     */
    void append(String line) throws IOException {
        byte[] octets = line.getBytes(StandardCharsets.UTF_8);
        if (end + octets.length + 1 > LARGEST) {
            throw new IOException(
                    path + " has reached " + LARGEST + " bytes; move it away and restart");
        }
        if (torn) {
            channel.truncate(end);
            torn = false;
        }
        ByteBuffer whole = ByteBuffer.allocate(octets.length + 1);
        whole.put(octets).put((byte) '\n').flip();
        try {
            torn = true;
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            channel.force(false);
            torn = false;
        } finally {
            if (torn) {
                channel.truncate(end);
                torn = false;
            }
        }
        end = channel.size();
        head = AuditChain.hash(octets);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
