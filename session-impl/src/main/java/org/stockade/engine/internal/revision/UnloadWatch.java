package org.stockade.engine.internal.revision;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders of copies, from the moment they serve until the JVM has collected them: shown
 * by a phantom reference each. Holds none of them. Any thread may call.
 */
public final class UnloadWatch {
    private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Trace> traces = new TreeMap<>();
    private final Collector collector = new Collector(this::awaitCollected);
    private int made;
    private int uninstalled;
    private int collected;

    /** Watches nothing yet. */
    public UnloadWatch() {}

    /**
     * What is known now.
     *
     * @param made how many copies have ever served
     * @param uninstalled how many of them were uninstalled
     * @param collected how many of these have been collected
     * @param watched those that have not, the ones that are installed included, oldest first
     */
    public record State(int made, int uninstalled, int collected, List<Watched> watched) {}

    /**
     * A copy whose class loader is in memory.
     *
     * @param id of the copy's bundle
     * @param generation the last that ended of those that held it; 0: none has
     * @param uninstalledFor since when it is uninstalled; empty: it is installed
     */
    public record Watched(
            Source source, long id, long generation, Optional<Duration> uninstalledFor) {}

    /** One loader; {@code weak} is for looking at it while it is there. */
    private static final class Trace extends PhantomReference<ClassLoader> {
        private final Copy copy;
        private final WeakReference<ClassLoader> weak;
        private @Nullable Long uninstalledAt;
        private boolean collected;

        private Trace(Copy copy, ClassLoader loader, ReferenceQueue<ClassLoader> queue) {
            super(loader, queue);
            this.copy = copy;
            this.weak = new WeakReference<>(loader);
        }
    }

    /** A copy is about to serve. */
    void serves(Copy copy, ClassLoader loader) {
        lock.lock();
        try {
            if (traces.putIfAbsent(copy.id(), new Trace(copy, loader, queue)) == null) {
                made++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A copy was uninstalled; nothing happens if it never served. */
    void uninstalled(Copy copy) {
        lock.lock();
        try {
            Trace trace = traces.get(copy.id());
            if (trace != null && trace.uninstalledAt == null) {
                trace.uninstalledAt = System.nanoTime();
                uninstalled++;
                forgetIfGone(trace);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The framework may have let go, and the JVM collected, before we are told of the former. */
    private void forgetIfGone(Trace trace) {
        if (trace.collected && trace.uninstalledAt != null) {
            traces.remove(trace.copy.id());
            collected++;
        }
    }

    /** What has become of them so far. Forces nothing. */
    public State state() {
        for (Reference<?> gone = queue.poll(); gone != null; gone = queue.poll()) {
            note(gone);
        }
        long now = System.nanoTime();
        lock.lock();
        try {
            return new State(
                    made,
                    uninstalled,
                    collected,
                    traces.values().stream().map(trace -> watched(trace, now)).toList());
        } finally {
            lock.unlock();
        }
    }

    private static Watched watched(Trace trace, long now) {
        return new Watched(
                trace.copy.source(),
                trace.copy.id(),
                trace.copy.lastGeneration(),
                Optional.ofNullable(trace.uninstalledAt)
                        .map(since -> Duration.ofNanos(now - since)));
    }

    private void note(Reference<?> gone) {
        lock.lock();
        try {
            Trace trace = (Trace) gone;
            trace.collected = true;
            forgetIfGone(trace);
        } finally {
            lock.unlock();
        }
    }

    /** Has the JVM collect until every uninstalled copy is gone, or for so long. */
    public State force(Duration atMost) {
        collector.run(atMost);
        return state();
    }

    /** Waits for a loader to be collected; {@code true} when every uninstalled copy is. */
    private boolean awaitCollected(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            State now = state();
            if (now.collected() == now.uninstalled()) {
                return true;
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            Reference<?> gone = queue.remove(left);
            if (gone != null) {
                note(gone);
            }
        }
    }

    /** What seems to hold the code of a copy, in words; empty if nothing can be said. */
    public List<String> holders(Watched copy) {
        ClassLoader loader = loader(copy.id());
        return loader == null ? List.of() : new Holders(loader).threads();
    }

    private @Nullable ClassLoader loader(long copy) {
        lock.lock();
        try {
            Trace trace = traces.get(copy);
            return trace == null ? null : trace.weak.get();
        } finally {
            lock.unlock();
        }
    }
}
