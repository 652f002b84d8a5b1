package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where what blocks in the kernel is done, files above all: whoever runs on a virtual thread may be
 * carried by an event loop, and every connection of that loop would stand still meanwhile.
 */
public final class OffLoop implements AutoCloseable {
    /** As many as a disk works on at once with profit. */
    private static final int THREADS = 4;

    private final ThreadPoolExecutor threads;

    /** Starts no thread until there is something to do. */
    public OffLoop() {
        AtomicInteger number = new AtomicInteger();
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        // Has no bound of its own: each thread of a session waits for one at most.
                        new LinkedBlockingQueue<>(),
                        work -> {
                            Thread thread =
                                    new Thread(work, "stockade-disk-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does it and waits for it, also when interrupted: the work uses the caller's buffers.
     *
     * @throws IOException what the work threw, or if this was closed
     */
    <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        if (Thread.currentThread().isVirtual()) {
            try {
                threads.execute(task);
            } catch (RejectedExecutionException closed) {
                throw new IOException("the firewall was stopped");
            }
        } else {
            task.run();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException killed) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw rethrown(failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException broken -> throw broken;
            case Error broken -> throw broken;
            case IOException failed -> failed;
            case null, default -> new IOException(cause);
        };
    }

    /** Does what is waited for already, and nothing more. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
