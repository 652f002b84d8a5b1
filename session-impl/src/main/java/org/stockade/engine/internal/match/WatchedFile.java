package org.stockade.engine.internal.match;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stockade.log.EventLog;
import org.stockade.match.FileForm;

/**
 * One file in one form, shared by all that use it. Its newest reading is there for any thread; it
 * is read by those who open it and by the thread that watches.
 */
final class WatchedFile<T> implements Supplier<T> {
    private static final EventLog LOG = EventLog.of("core");

    private final Key key;
    private final FileForm<T> form;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable T value;
    private volatile String refusal = "";
    private Stamp read = Stamp.NONE;
    private Stamp seen = Stamp.NONE;
    private @Nullable Stamp refused;

    /** With the lock of {@link WatchedFiles}. */
    int users;

    /** Since when nobody uses it, likewise. */
    long idleSince;

    /** Which file, and as what. */
    record Key(Path file, FileForm<?> form) {}

    WatchedFile(Path file, FileForm<T> form) {
        this.key = new Key(file, form);
        this.form = form;
    }

    Key key() {
        return key;
    }

    @Override
    public T get() {
        T newest = value;
        if (newest == null) {
            throw new IllegalStateException(key.file() + " has not been read");
        }
        return newest;
    }

    /** Why what it says now does not count; empty: it does, as far as it was looked at. */
    String refusal() {
        return refusal;
    }

    /**
     * Reads it unless it is as it was when it was read last.
     *
     * @throws IOException if it cannot be read or is wrong, and stays what it was
     */
    void open() throws IOException {
        reading.lock();
        try {
            Stamp now = Stamp.of(key.file());
            if (value == null || !now.equals(read)) {
                read(now);
            }
        } finally {
            reading.unlock();
        }
    }

    /** Reads it anew once a change has lasted from one look to the next. */
    void look() {
        reading.lock();
        try {
            Stamp now = Stamp.of(key.file());
            boolean settled = now.equals(seen);
            seen = now;
            if (now.equals(read)) {
                refused = null;
                refusal = "";
            }
            if (settled && !now.equals(read) && !now.equals(refused) && value != null) {
                readAgain(now);
            }
        } finally {
            reading.unlock();
        }
    }

    private void readAgain(Stamp now) {
        try {
            if (now.size() == 0) {
                throw new IOException(
                        key.file()
                                + " is empty, as if it were half written; a comment or a blank line in it"
                                + " says that this is meant");
            }
            read(now);
            LOG.info("matcher-file-read", null, "its new lines count", "file", key.file());
        } catch (IOException | RuntimeException wrong) {
            // Told once for each state of the file.
            refused = now;
            refusal = String.valueOf(wrong.getMessage());
            LOG.warning(
                    "matcher-file-refused",
                    null,
                    "what was read of it before stays in force",
                    "file",
                    key.file(),
                    "why",
                    wrong.getMessage());
        }
    }

    private void read(Stamp now) throws IOException {
        T made = LineFile.read(key.file(), key.file().toString(), form);
        if (!Stamp.of(key.file()).equals(now)) {
            seen = Stamp.NONE;
            if (value != null) {
                // Somebody writes it: the watcher takes it when it is whole.
                return;
            }
        }
        value = made;
        refused = null;
        refusal = "";
        read = now;
        seen = now;
    }
}
