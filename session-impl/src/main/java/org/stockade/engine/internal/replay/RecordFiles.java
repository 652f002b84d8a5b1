package org.stockade.engine.internal.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records in files of a folder, the owner's alone, {@code sessions-1.log} and on: when one is full
 * the next begins, and the oldest goes when there are too many. Only ever appended to.
 */
final class RecordFiles implements RecordStore {
    static final int MOST_FILES = 16;
    static final long FILE_BYTES = 4L << 20;

    private static final String NAME = "sessions-([0-9]{1,15})\\.log";

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path folder;
    private final long fileBytes;
    private @Nullable FileChannel file;
    private long number;

    /** Makes nothing yet. */
    RecordFiles(Path folder) {
        this(folder, FILE_BYTES);
    }

    RecordFiles(Path folder, long fileBytes) {
        this.folder = folder;
        this.fileBytes = fileBytes;
    }

    @Override
    public void add(List<byte[]> lines) throws IOException {
        int length = lines.stream().mapToInt(line -> line.length + 1).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (byte[] line : lines) {
            bytes.put(line).put((byte) '\n');
        }
        bytes.flip();
        FileChannel to = file();
        try {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
            if (to.size() >= fileBytes) {
                close();
            }
        } catch (IOException failed) {
            // Its last line may be torn: what opens it again begins a new one.
            close();
            throw failed;
        }
    }

    private FileChannel file() throws IOException {
        FileChannel open = file;
        if (open == null) {
            makeFolder();
            open = open(files());
            file = open;
        }
        return open;
    }

    private FileChannel open(List<Path> there) throws IOException {
        number = there.isEmpty() ? 1 : number(there.getLast());
        if (!there.isEmpty() && Files.size(there.getLast()) >= fileBytes) {
            number++;
        }
        Path path = folder.resolve("sessions-" + number + ".log");
        List<Path> older = there.stream().filter(each -> number(each) < number).toList();
        for (int i = 0; i < older.size() + 1 - MOST_FILES; i++) {
            Files.deleteIfExists(older.get(i));
        }
        boolean torn = isTorn(path);
        FileChannel opened =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND,
                                LinkOption.NOFOLLOW_LINKS),
                        ownerOnly("rw-------"));
        if (torn) {
            opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return opened;
    }

    /** Whether it ends within a line. */
    private static boolean isTorn(Path path) throws IOException {
        try (FileChannel before = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return before.size() > 0
                    && before.read(last, before.size() - 1) == 1
                    && last.get(0) != '\n';
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    @Override
    public void read(Instant since, Consumer<String> each) throws IOException {
        for (Path path : files()) {
            try {
                if (!Files.getLastModifiedTime(path).toInstant().isBefore(since)) {
                    readFile(path, each);
                }
            } catch (NoSuchFileException rotatedAway) {
                continue;
            }
        }
    }

    private static void readFile(Path path, Consumer<String> each) throws IOException {
        // Not Files.newBufferedReader: a damaged octet is no reason to read no further.
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(path), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    tell(line, each);
                } else if (line.length() <= RecordLine.LONGEST) {
                    line.append((char) c);
                }
            }
            // The rest is being written, or torn.
            tell(line, each);
        }
    }

    private static void tell(StringBuilder line, Consumer<String> each) {
        if (!line.isEmpty()) {
            each.accept(line.toString());
            line.setLength(0);
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> found =
                    new ArrayList<>(
                            all.filter(path -> path.getFileName().toString().matches(NAME))
                                    .toList());
            found.sort(Comparator.comparingLong(RecordFiles::number));
            return found;
        }
    }

    private static long number(Path path) {
        return Long.parseLong(path.getFileName().toString().replaceFirst(NAME, "$1"));
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, ownerOnly("rwx------"));
        } else if (POSIX) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
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

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
