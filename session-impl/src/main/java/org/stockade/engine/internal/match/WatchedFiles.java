package org.stockade.engine.internal.match;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.stockade.match.FileForm;

/**
 * The files that matchers of any policy read, each once. They are looked at again and again, on a
 * thread that nothing else waits for; what nobody uses any more is forgotten a moment later, so
 * that a policy that is checked and then loaded reads them once.
 */
public final class WatchedFiles {
    static final Duration LINGER = Duration.ofSeconds(10);

    private final Executor thread;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<WatchedFile.Key, WatchedFile<?>> files = new HashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * @param thread where files are looked at and read anew
     */
    public WatchedFiles(Executor thread, LongSupplier nanoTime) {
        this.thread = thread;
        this.nanoTime = nanoTime;
    }

    /**
     * The file in this form, read now if it is not known as it is; to be given back once.
     *
     * @throws IOException if it cannot be read or is wrong; there is nothing to give back then
     */
    <T> WatchedFile<T> open(Path file, FileForm<T> form) throws IOException {
        WatchedFile<T> opened = retained(file, form);
        boolean read = false;
        try {
            opened.open();
            read = true;
            return opened;
        } finally {
            if (!read) {
                release(opened);
            }
        }
    }

    @SuppressWarnings("unchecked") // What is under a key was made of the same form.
    private <T> WatchedFile<T> retained(Path file, FileForm<T> form) {
        lock.lock();
        try {
            WatchedFile<T> made = new WatchedFile<>(file, form);
            WatchedFile<T> there = (WatchedFile<T>) files.computeIfAbsent(made.key(), key -> made);
            there.users++;
            return there;
        } finally {
            lock.unlock();
        }
    }

    void release(WatchedFile<?> file) {
        lock.lock();
        try {
            if (--file.users == 0) {
                file.idleSince = nanoTime.getAsLong();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has them all looked at unless that is under way; never waits. */
    public void look() {
        if (looking.compareAndSet(false, true)) {
            try {
                thread.execute(
                        () -> {
                            try {
                                inUse().forEach(WatchedFile::look);
                            } finally {
                                looking.set(false);
                            }
                        });
            } catch (RejectedExecutionException closed) {
                looking.set(false);
            }
        }
    }

    private List<WatchedFile<?>> inUse() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            files.values()
                    .removeIf(each -> each.users == 0 && now - each.idleSince >= LINGER.toNanos());
            List<WatchedFile<?>> used = new ArrayList<>(files.values());
            used.removeIf(each -> each.users == 0);
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** How many are known, those of the last moments included. */
    int count() {
        lock.lock();
        try {
            return files.size();
        } finally {
            lock.unlock();
        }
    }
}
