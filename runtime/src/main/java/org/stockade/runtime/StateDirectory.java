package org.stockade.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The directory of one running instance, its owner's alone, locked while the instance lives. */
final class StateDirectory implements AutoCloseable {
    /** sun_path of unix(7) has 108 bytes, one of them for the NUL. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private final Path path;
    private final FileChannel lock;

    private StateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Where the shell listens for commands. */
    static Path socket(Path state) throws LaunchException {
        Path socket = state.resolve("control.sock");
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET_PATH) {
            throw LaunchException.failed(
                    "state directory "
                            + state
                            + " is too long for a socket: "
                            + socket
                            + " has "
                            + length
                            + " bytes, at most "
                            + LONGEST_SOCKET_PATH
                            + " are possible; give a shorter one with --state");
        }
        return socket;
    }

    /** Makes it where it is not there yet, and takes it for this process. */
    static StateDirectory open(Path path) throws LaunchException {
        socket(path);
        try {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw LaunchException.failed(
                        "state directory "
                                + path
                                + " may be written by anybody; choose one that"
                                + " is yours alone, or: chmod 700 "
                                + path);
            }
            return new StateDirectory(path, lock(path));
        } catch (IOException failure) {
            throw LaunchException.failed(
                    "state directory "
                            + path
                            + " cannot be used: "
                            + failure.getClass().getSimpleName()
                            + " "
                            + LaunchException.line(failure)
                            + "; give another one with --state");
        }
    }

    private static FileChannel lock(Path path) throws IOException, LaunchException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            // another instance in this very process: a test
        }
        if (lock == null) {
            channel.close();
            throw LaunchException.failed(
                    "an instance is already running in "
                            + path
                            + "; stop it, or give another"
                            + " directory with --state");
        }
        return channel;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
