package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.stockade.log.EventLog;

/**
 * The one thread that calls the framework on our own account: to uninstall copies and to start
 * sources. Those who release a copy are sessions and listeners, and may hold locks that the
 * framework wants.
 */
final class Reaper implements Executor, AutoCloseable {
    private final EventLog log;
    private final ScheduledThreadPoolExecutor thread;

    Reaper(EventLog log) {
        this.log = log;
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform()
                                .name("stockade-reaper")
                                .daemon()
                                .inheritInheritableThreadLocals(false)
                                .factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs a task on the thread; after {@link #close} on the caller's. */
    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException closed) {
            guarded(task);
        }
    }

    /** Runs a task in a while; after {@link #close} never. */
    void later(Duration delay, Runnable task) {
        try {
            var unused =
                    thread.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // What it would have looked after is no longer ours.
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            // One copy that cannot be uninstalled must not keep the next from being.
            log.error("revision-reaper", null, "A clean-up failed", "failure", failure);
        }
    }

    /** Ends the thread; waits a little for what it is doing. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
