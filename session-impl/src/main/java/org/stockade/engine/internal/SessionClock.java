package org.stockade.engine.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.stockade.endpoint.Watch;
import org.stockade.session.StackedSession.Wish;

/**
 * The time limits of one session as a whole, and the engine's wish, which its endpoints look at.
 */
final class SessionClock implements Watch {
    /** Nothing tells the end of an exchange of datagrams (core.md section 23). */
    static final Duration DATAGRAMS_IDLE = Duration.ofSeconds(60);

    private final Consumer<String> kill;
    private final AtomicReference<Wish> wish = new AtomicReference<>(Wish.GO_ON);
    private volatile long touched = System.nanoTime();
    private volatile long idleLimit = TimeLimits.NONE.toNanos();
    private volatile long totalEnd = touched + TimeLimits.NONE.toNanos();

    /** A clock without limits. {@code kill} ends the session, for the reason it is given. */
    SessionClock(Consumer<String> kill) {
        this.kill = kill;
    }

    /** The service's limits count from now. */
    void start(ServicePlan plan, boolean datagrams) {
        long now = System.nanoTime();
        touched = now;
        long idle = TimeLimits.of("idle", plan).toNanos();
        idleLimit = datagrams ? Math.min(idle, DATAGRAMS_IDLE.toNanos()) : idle;
        totalEnd = now + TimeLimits.of("total", plan).toNanos();
    }

    Wish wish() {
        return wish.get();
    }

    /** Wishes the end; {@code false} if that was wished before. */
    boolean end() {
        return wish.getAndSet(Wish.END) != Wish.END;
    }

    /** Wishes to finish; {@code false} if that, or the end, was wished before. */
    boolean finish() {
        return wish.compareAndSet(Wish.GO_ON, Wish.FINISH);
    }

    @Override
    public void touch(long now) {
        touched = now;
    }

    @Override
    public long idleLeft(long now) {
        return Math.min(touched + idleLimit - now, totalEnd - now);
    }

    @Override
    public void idle() {
        kill.accept(
                totalEnd - System.nanoTime() < 0
                        ? "its total time limit has passed"
                        : "idle for "
                                + idleLimit / 1_000_000
                                + " ms; to allow it raise time-limits idle");
    }

    @Override
    public boolean finishing() {
        return wish() != Wish.GO_ON;
    }
}
