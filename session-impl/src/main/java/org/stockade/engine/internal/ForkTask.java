package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.session.AbstractSession;
import org.stockade.session.StackedSession.Fork;

/** A second thread of a proxy and its result. */
final class ForkTask<T extends @Nullable Object> implements Fork<T> {
    private final AbstractSession session;
    private final String name;
    private final Callable<T> task;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
    private volatile boolean cancelled;
    private volatile boolean joined;
    private @Nullable T result;
    private @Nullable Throwable failure;

    /**
     * Not begun yet.
     *
     * @param name of the fork within its proxy
     */
    ForkTask(AbstractSession session, String name, Callable<T> task) {
        this.session = session;
        this.name = name;
        this.task = task;
    }

    /** With that of its session; made when it is asked for, which most forks never are. */
    private String name() {
        return session.sessionId() + "/" + name;
    }

    /**
     * The thread's whole life; its failure waits for {@link #join}.
     *
     * @param left called when the work is over, before anybody who waits for it is woken
     */
    void work(Runnable left) {
        worker.set(Thread.currentThread());
        try {
            if (cancelled) {
                throw new EndpointClosedException(name() + " was ended before it began");
            }
            result = task.call();
        } catch (Exception | Error broken) {
            failure = broken;
        } finally {
            worker.set(null);
            left.run();
            done.countDown();
        }
    }

    /** Wakes it from whatever it waits for: its session or its proxy has ended. */
    void cancel() {
        cancelled = true;
        Thread working = worker.get();
        if (working != null) {
            working.interrupt();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // The result is null only where T says that it may be.
    public T join(Duration atMost) throws IOException {
        if (!awaitEnd(atMost)) {
            throw new TimeLimitException(
                    name() + " has not ended within " + atMost.toMillis() + " ms");
        }
        if (done.getCount() > 0) {
            throw new EndpointClosedException(
                    "the session was ended while " + name() + " was waited for");
        }
        joined = true;
        rethrow();
        return result;
    }

    @Override
    public boolean ended() {
        return done.getCount() == 0;
    }

    /** Whether nothing of it is of interest any more. */
    boolean forgotten() {
        return ended() && (joined || failure == null);
    }

    /** Waits without asking for the result; {@code false} if it has not ended by then. */
    boolean awaitEnd(Duration atMost) {
        try {
            if (atMost.compareTo(TimeLimits.NONE) >= 0) {
                // Without a timer, which would cost more than all the rest of the wait.
                done.await();
                return true;
            }
            return done.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException killed) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Throws the failure of a task that has ended. */
    void rethrow() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException ended -> throw ended;
            case RuntimeException broken -> throw broken;
            case Error broken -> throw broken;
            case InterruptedException killed ->
                    throw new EndpointClosedException(name() + " was ended while it waited");
            default -> throw new IOException(name() + " failed: " + Stacks.said(failure));
        }
    }
}
