package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ByteSource;
import org.stockade.session.LimitException;
import org.stockade.session.Spool;

/**
 * Keeps bytes in memory up to 64 KiB, then in a file that only its owner may read and that has no
 * name any more once it is open, so that none stays behind.
 *
 * <p>One thread writes; replays may be read by others once it has written.
 */
public final class FileSpool implements Spool {
    /** Most bytes kept in memory. */
    static final int IN_MEMORY = 64 * 1024;

    private final Path directory;
    private final long limit;
    private final SpoolQuota quota;
    private final OffLoop disk;
    private byte[] memory = new byte[0];
    private @Nullable FileChannel file;
    private volatile long size;
    private volatile boolean closed;

    /**
     * An empty spool.
     *
     * @param directory where its file goes, if it comes to that
     * @param limit most bytes it takes
     * @param disk where the file is worked on
     */
    public FileSpool(Path directory, long limit, SpoolQuota quota, OffLoop disk) {
        this.directory = directory;
        this.limit = limit;
        this.quota = quota;
        this.disk = disk;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        checkOpen();
        int count = bytes.remaining();
        if (count > limit - size) {
            throw new LimitException(
                    "spool keeps "
                            + size
                            + " bytes, and "
                            + count
                            + " more would exceed its limit of "
                            + limit
                            + " bytes");
        }
        quota.take(count);
        boolean written = false;
        try {
            put(bytes);
            written = true;
        } finally {
            if (written) {
                size += count;
            } else {
                quota.giveBack(count);
            }
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        FileChannel to = file;
        if (to == null && size + count <= IN_MEMORY) {
            int kept = (int) size;
            if (kept + count > memory.length) {
                memory = Arrays.copyOf(memory, Math.clamp(2L * (kept + count), 4096, IN_MEMORY));
            }
            bytes.get(memory, kept, count);
            return;
        }
        disk.call(() -> append(bytes));
    }

    private FileChannel append(ByteBuffer bytes) throws IOException {
        FileChannel to = file;
        if (to == null) {
            to = open();
            file = to;
            writeAll(to, ByteBuffer.wrap(memory, 0, (int) size), 0);
            memory = new byte[0];
        }
        writeAll(to, bytes, size);
        return to;
    }

    private FileChannel open() throws IOException {
        FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return FileChannel.open(
                directory.resolve("spool-" + UUID.randomUUID()),
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        // On Unix the name goes at once, elsewhere with the channel.
                        StandardOpenOption.DELETE_ON_CLOSE),
                ownerOnly);
    }

    private static void writeAll(FileChannel to, ByteBuffer bytes, long position)
            throws IOException {
        for (long at = position; bytes.hasRemaining(); ) {
            at += to.write(bytes, at);
        }
    }

    /** Nothing is missing: what was written is kept. */
    @Override
    public void end() {}

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteSource replay() {
        return new ByteSource() {
            private long at;

            @Override
            public int read(ByteBuffer into) throws IOException {
                int count = get(into, at);
                at += Math.max(0, count);
                return count;
            }
        };
    }

    private int get(ByteBuffer into, long at) throws IOException {
        checkOpen();
        long left = size - at;
        if (left == 0) {
            return -1;
        }
        int count = (int) Math.min(left, into.remaining());
        FileChannel from = file;
        if (from == null) {
            into.put(memory, (int) at, count);
            return count;
        }
        int whole = into.limit();
        try {
            into.limit(into.position() + count);
            return disk.call(() -> from.read(into, at));
        } finally {
            into.limit(whole);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("spool was closed; what it kept is gone");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        quota.giveBack(size);
        memory = new byte[0];
        FileChannel open = file;
        if (open != null) {
            try {
                disk.call(
                        () -> {
                            open.close();
                            return open;
                        });
            } catch (IOException goneAllTheSame) {
                // The file has lost its name already, and loses its bytes with the descriptor.
            }
        }
    }
}
