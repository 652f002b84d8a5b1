package org.stockade.engine.internal.revision;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The bundle that runs a source's code as it was at one time.
 *
 * <p>How many hold it and whether it is retired are one number, so that exactly one thread finds
 * the two together: retired, and nobody left. That thread hands it to the reaper.
 */
final class Copy {
    private static final long RETIRED = 1L << 62;

    private final Source source;
    private final long id;
    private final String location;
    private final Consumer<Copy> reaper;
    private final AtomicLong uses = new AtomicLong();
    private volatile long lastGeneration;

    /**
     * A copy in use by nobody.
     *
     * @param id of the copy's own bundle
     * @param reaper called once, when it is retired and nobody holds it; must not wait
     */
    Copy(Source source, long id, String location, Consumer<Copy> reaper) {
        this.source = source;
        this.id = id;
        this.location = location;
        this.reaper = reaper;
    }

    Source source() {
        return source;
    }

    long id() {
        return id;
    }

    String location() {
        return location;
    }

    /**
     * Holds it until {@link #release}; {@code false} if it is retired: what replaces it is
     * published.
     */
    boolean retain() {
        while (true) {
            long seen = uses.get();
            if ((seen & RETIRED) != 0) {
                return false;
            }
            if (uses.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
    }

    /** Ends one {@link #retain}. */
    void release() {
        long left = uses.decrementAndGet();
        if (left == RETIRED) {
            reaper.accept(this);
        } else if (left < 0 || left == RETIRED - 1) {
            uses.incrementAndGet();
            throw new IllegalStateException("copy " + id + " released more often than retained");
        }
    }

    /** From now on nobody more can hold it. A second call does nothing. */
    void retire() {
        if (uses.getAndUpdate(seen -> seen | RETIRED) == 0) {
            reaper.accept(this);
        }
    }

    /** A generation that holds it ends. */
    void endsFor(long generation) {
        lastGeneration = generation;
    }

    /** The last that ended of the generations that held it; 0: none has. */
    long lastGeneration() {
        return lastGeneration;
    }

    boolean isRetired() {
        return (uses.get() & RETIRED) != 0;
    }

    /** How many hold it. */
    long uses() {
        return uses.get() & ~RETIRED;
    }

    @Override
    public String toString() {
        return "copy " + id + " of " + source;
    }
}
