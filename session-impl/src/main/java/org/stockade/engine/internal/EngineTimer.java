package org.stockade.engine.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread for what is to happen later; nothing on it may wait. */
final class EngineTimer implements AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;

    EngineTimer() {
        thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread made = new Thread(work, "stockade-timer");
                            made.setDaemon(true);
                            return made;
                        });
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Nothing happens after {@link #close}. */
    void later(Duration after, Runnable work) {
        try {
            thread.schedule(work, after.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            // The firewall is gone, and what this was to end has ended with it.
            return;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
