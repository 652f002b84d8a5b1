package org.stockade.proxy.http.internal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;

/**
 * The time a server has for its response. It runs anew with each piece of the request body, so that
 * a long upload does not use it up.
 */
final class ResponseClock implements AutoCloseable {
    /** Well above a second: a transport may round such waits, and then needs no timer for each. */
    private static final Duration GLANCE = Duration.ofSeconds(2);

    private final Duration limit;
    private final long limitNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long begun = System.nanoTime();
    private @Nullable Deadline deadline;

    ResponseClock(Duration limit) {
        this.limit = limit;
        limitNanos = limit.toNanos();
    }

    /** Counts from now on. Any thread. */
    void restart() {
        begun = System.nanoTime();
        lock.lock();
        try {
            if (deadline != null) {
                deadline.move(limit);
            }
        } finally {
            lock.unlock();
        }
    }

    private long leftNanos() {
        return Math.max(0, limitNanos - (System.nanoTime() - begun));
    }

    /** What is left, but at most two seconds; never negative. */
    Duration glance() {
        long left = leftNanos();
        return left >= GLANCE.toNanos() ? GLANCE : Duration.ofNanos(left);
    }

    /** Makes reading from the server end when the time is up, until {@link #close}. */
    void limit(Endpoint server) {
        Duration left = Duration.ofNanos(leftNanos());
        lock.lock();
        try {
            deadline = server.readWithin("response head", left);
        } finally {
            lock.unlock();
        }
    }

    Duration limit() {
        return limit;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (deadline != null) {
                deadline.close();
                deadline = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
