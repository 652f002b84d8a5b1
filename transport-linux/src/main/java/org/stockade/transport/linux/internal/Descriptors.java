package org.stockade.transport.linux.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stockade.transport.SpinLock;

/**
 * Who has which descriptor of one loop. Changed from any thread, read by the loop; a descriptor may
 * be closed and come back as another connection's between an event and the look at it: that one is
 * told of something that has not happened, which does no harm.
 */
final class Descriptors {
    private final SpinLock lock = new SpinLock();
    private volatile AtomicReferenceArray<@Nullable Pollable> known =
            new AtomicReferenceArray<>(256);

    void put(int fd, Pollable owner) {
        lock.lock();
        try {
            set(fd, owner);
        } finally {
            lock.unlock();
        }
    }

    private void set(int fd, Pollable owner) {
        AtomicReferenceArray<@Nullable Pollable> now = known;
        if (fd >= now.length()) {
            now = new AtomicReferenceArray<>(Math.max(fd + 1, 2 * known.length()));
            for (int i = 0; i < known.length(); i++) {
                now.set(i, known.get(i));
            }
            now.set(fd, owner);
            known = now;
        } else {
            now.set(fd, owner);
        }
    }

    void remove(int fd) {
        lock.lock();
        try {
            if (fd < known.length()) {
                known.set(fd, null);
            }
        } finally {
            lock.unlock();
        }
    }

    @Nullable Pollable get(int fd) {
        AtomicReferenceArray<@Nullable Pollable> now = known;
        return fd < now.length() ? now.get(fd) : null;
    }

    void forEach(Consumer<Pollable> action) {
        AtomicReferenceArray<@Nullable Pollable> now = known;
        for (int i = 0; i < now.length(); i++) {
            Pollable each = now.get(i);
            if (each != null) {
                action.accept(each);
            }
        }
    }
}
