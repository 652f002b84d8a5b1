package org.stockade.shell.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The Unix-domain socket {@code control.sock} in a state directory: who may open it may command the
 * firewall, so it is its owner's alone.
 */
record SocketFile(Path directory) {
    /** sun_path of unix(7) has 108 bytes, one of them for the NUL; 104 elsewhere. */
    private static final int LONGEST_PATH = 107;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    Path path() {
        return directory.resolve("control.sock");
    }

    /**
     * Opens the socket, replacing one that a dead process left.
     *
     * @throws IOException with a message for the operator
     */
    ServerSocketChannel open() throws IOException {
        Path path = path();
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IOException(
                    "control socket path "
                            + path
                            + " has "
                            + length
                            + " bytes, at most "
                            + LONGEST_PATH
                            + " are possible; choose a shorter state directory");
        }
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        if (Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "state directory "
                            + directory
                            + " may be written by anybody; choose one that"
                            + " is yours alone, or: chmod 700 "
                            + directory);
        }
        removeStale();
        return bind(directory.resolve(".c"));
    }

    /**
     * Binds in a directory that nobody else can enter and moves the socket to its place when its
     * rights are set: there is no moment in which another user could connect.
     */
    private ServerSocketChannel bind(Path closed) throws IOException {
        Path path = path();
        Path fresh = closed.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(closed);
            Files.createDirectory(closed, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            server.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(closed);
            return server;
        } catch (IOException failure) {
            server.close();
            throw new IOException(
                    "control socket " + path + " cannot be opened: " + CommandLine.message(failure),
                    failure);
        }
    }

    private void removeStale() throws IOException {
        Path path = path();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (isAlive()) {
            throw new IOException(
                    "an instance is already running in "
                            + directory
                            + "; choose another state directory");
        }
        Files.delete(path);
    }

    private boolean isAlive() {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    void remove() throws IOException {
        Files.deleteIfExists(path());
    }
}
