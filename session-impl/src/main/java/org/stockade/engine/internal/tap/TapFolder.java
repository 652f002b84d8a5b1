package org.stockade.engine.internal.tap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The folder of taps' files, the owner's alone: what is in them is the peers' payload in the clear.
 */
public final class TapFolder {
    /** Nobody but the operator takes files away. */
    static final int MOST_FILES = 1000;

    private static final int LONGEST_NAME = 120;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path folder;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** Makes nothing yet. */
    public TapFolder(Path folder) {
        this(folder, InstantSource.system(), System::nanoTime);
    }

    TapFolder(Path folder, InstantSource clock, LongSupplier nanoTime) {
        this.folder = folder;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins a file. It blocks in the kernel.
     *
     * @param node id of the session's node, which the file's name and its comment show
     * @param bytes the file's size at most
     * @throws IOException if it cannot be made; the message is for the operator
     */
    public Recording record(String node, long bytes, Duration atMost) throws IOException {
        Path path = folder.resolve(fileName(node));
        try {
            makeFolder();
            PcapngFile file =
                    new PcapngFile(
                            FileChannel.open(
                                    path,
                                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                    ownerOnly("rw-------")),
                            bytes,
                            "stockade tap of " + node,
                            List.of("client", "server"));
            return new Recording(path, file, atMost, clock, nanoTime);
        } catch (FileAlreadyExistsException taken) {
            throw new IOException(path + " is there already; try again");
        } catch (FileSystemException failed) {
            throw new IOException(
                    "the tap's file "
                            + path
                            + " cannot be made: "
                            + (failed.getReason() == null
                                    ? failed.toString()
                                    : failed.getReason()));
        }
    }

    private String fileName(String node) {
        String bare = node.replaceAll("[()]", "").replaceAll("[^A-Za-z0-9._#-]", "-");
        String kept = bare.substring(0, Math.min(bare.length(), LONGEST_NAME));
        return kept + "-" + TIME.format(clock.instant()) + ".pcapng";
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, ownerOnly("rwx------"));
        } else if (POSIX) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.limit(MOST_FILES).count() >= MOST_FILES) {
                throw new IOException(
                        folder + " has " + MOST_FILES + " files, its limit; take old taps away");
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
