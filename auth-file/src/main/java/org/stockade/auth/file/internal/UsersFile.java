package org.stockade.auth.file.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stockade.log.EventLog;

/**
 * A file of users, read when it is first asked for and again when it has changed; looked at once a
 * second at most, by whoever asks, who is on no thread that carries sessions. What cannot be read
 * leaves the users as they were.
 */
final class UsersFile {
    /** More than {@link Users#MOST} ordinary lines. */
    private static final long MOST_BYTES = 32L << 20;

    private static final long LOOK = Duration.ofSeconds(1).toNanos();
    private static final EventLog LOG = EventLog.of("auth-file");

    private final Path file;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Users users;
    private @Nullable Stamp stamp;
    private String complaint = "";
    private volatile long looked;
    private volatile boolean everLooked;

    /**
     * Not read yet.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    UsersFile(Path file, LongSupplier clock) {
        this.file = file;
        this.clock = clock;
    }

    /** By what a changed file is known. */
    private record Stamp(long modified, long size, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (!now.isRegularFile() || now.size() > MOST_BYTES) {
                throw new IOException(
                        now.isRegularFile()
                                ? "it has over " + MOST_BYTES + " bytes"
                                : "it is no regular file");
            }
            return new Stamp(now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
        }
    }

    /**
     * The users as the file has them, or had them when it could last be read.
     *
     * @throws IOException if it could never be read; the message says why
     */
    Users current() throws IOException {
        Users known = users;
        if (known != null && everLooked && clock.getAsLong() - looked < LOOK) {
            return known;
        }
        lock.lock();
        try {
            if (!everLooked || clock.getAsLong() - looked >= LOOK || users == null) {
                look();
            }
            known = users;
        } finally {
            lock.unlock();
        }
        if (known == null) {
            throw new IOException("users file " + file + ": " + complaint);
        }
        return known;
    }

    private void look() {
        looked = clock.getAsLong();
        everLooked = true;
        try {
            Stamp now = Stamp.of(file);
            if (now.equals(stamp)) {
                return;
            }
            Users read = Users.parse(Files.readAllLines(file, StandardCharsets.UTF_8));
            boolean again = users != null;
            users = read;
            stamp = now;
            complaint = "";
            LOG.info(
                    "users-read",
                    null,
                    again ? "they have changed" : "they are known now",
                    "file",
                    file,
                    "users",
                    read.size());
        } catch (IOException | IllegalArgumentException unreadable) {
            complain(why(unreadable));
        }
    }

    /** Why it cannot be read now, whatever its lines say; empty: it can. */
    Optional<String> unreadable() {
        try {
            Stamp.of(file);
            try (InputStream opened = Files.newInputStream(file)) {
                opened.read();
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of("users file " + file + ": " + why(unreadable));
        }
    }

    private static String why(Exception unreadable) {
        return switch (unreadable) {
            case NoSuchFileException gone -> "there is no such file";
            case AccessDeniedException closed -> "this user may not read it";
            case CharacterCodingException notText -> "it is not text in UTF-8";
            default -> String.valueOf(unreadable.getMessage());
        };
    }

    /** Once for each thing that is wrong. */
    private void complain(String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            LOG.error(
                    "users-not-read",
                    null,
                    users == null ? "nobody can be accepted" : "the users stay as they were",
                    "file",
                    file,
                    "failure",
                    why);
        }
    }
}
