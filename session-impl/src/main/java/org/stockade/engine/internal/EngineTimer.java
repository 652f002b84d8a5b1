package org.stockade.engine.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.stockade.log.EventLog;

/** One thread for what is to happen later; nothing on it may wait. */
final class EngineTimer implements AutoCloseable {
    private static final EventLog LOG = EventLog.of("core");

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

    /** Does these again and again, so long apart; one that fails keeps no other from its turn. */
    void every(Duration pause, Runnable... looks) {
        later(
                pause,
                () -> {
                    for (Runnable look : looks) {
                        guarded(look);
                    }
                    every(pause, looks);
                });
    }

    private static void guarded(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException | Error broken) {
            LOG.error(
                    "look-failed",
                    null,
                    "it is tried again in a moment",
                    "failure",
                    Stacks.said(broken),
                    "at",
                    Stacks.top(broken));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
