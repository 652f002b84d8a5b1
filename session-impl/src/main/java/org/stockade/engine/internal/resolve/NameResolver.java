package org.stockade.engine.internal.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.HostResolver;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;

/**
 * Resolves host names on threads of its own: a resolver blocks whatever thread asks it, and must
 * never block one that carries sessions.
 */
public final class NameResolver implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int WAITING = 1024;

    /** RFC 1035 section 2.3.4. */
    private static final int LONGEST_NAME = 255;

    private final ThreadPoolExecutor pool;

    /** Its threads start when they are needed. */
    public NameResolver() {
        AtomicInteger number = new AtomicInteger();
        pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        work -> {
                            Thread thread =
                                    new Thread(
                                            work, "stockade-resolver-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * The addresses of a host, in the resolver's order; a literal is its own address.
     *
     * @param by who is asked, if need be
     * @throws ConnectFailedException if the name is unknown, or there is no answer in time
     */
    public List<SockAddr> resolve(HostResolver by, String host, int port, Duration limit)
            throws ConnectFailedException, EndpointClosedException {
        Optional<InetAddress> literal = SockAddr.literal(host);
        if (literal.isPresent()) {
            return List.of(new SockAddr(literal.get(), port));
        }
        if (host.isEmpty() || host.length() > LONGEST_NAME) {
            throw new ConnectFailedException(
                    "host name of "
                            + host.length()
                            + " octets; 1 to "
                            + LONGEST_NAME
                            + " are possible",
                    false);
        }
        Optional<List<InetAddress>> known = by.known(host);
        if (known.isPresent()) {
            return withPort(host, known.get(), port);
        }
        Future<List<InetAddress>> answer;
        try {
            answer = pool.submit(() -> by.ask(host, limit));
        } catch (RejectedExecutionException full) {
            throw new ConnectFailedException(
                    "host name " + host + " was not resolved: " + WAITING + " names wait already",
                    true);
        }
        try {
            return withPort(host, answer.get(limit.toNanos(), TimeUnit.NANOSECONDS), port);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new ConnectFailedException(
                    "host name " + host + " was not resolved within " + limit.toMillis() + " ms",
                    true);
        } catch (ExecutionException failed) {
            throw new ConnectFailedException(
                    "host name " + host + " could not be resolved: " + said(failed.getCause()),
                    false);
        } catch (InterruptedException killed) {
            Thread.currentThread().interrupt();
            throw new EndpointClosedException(
                    "the session was ended while " + host + " was resolved");
        }
    }

    private static List<SockAddr> withPort(String host, List<InetAddress> found, int port)
            throws ConnectFailedException {
        if (found.isEmpty()) {
            throw new ConnectFailedException("host name " + host + " is unknown", false);
        }
        return found.stream().map(each -> new SockAddr(each, port)).toList();
    }

    private static String said(@Nullable Throwable failed) {
        return failed instanceof IOException told
                ? String.valueOf(told.getMessage())
                : String.valueOf(failed);
    }

    /** Takes what a resolver said, and how long that holds where it tells. */
    @FunctionalInterface
    public interface Told {
        void of(Optional<List<InetAddress>> addresses, Optional<Duration> lifetime);
    }

    /**
     * Has a name resolved and {@code told} called, on a thread of this; {@code false} if too many
     * wait already. Never waits.
     *
     * @param told of the addresses, or of nothing where there is no answer
     */
    public boolean ask(HostResolver by, String host, Duration limit, Told told) {
        try {
            pool.execute(() -> tell(by, host, limit, told));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private static void tell(HostResolver by, String host, Duration limit, Told told) {
        Optional<List<InetAddress>> found = Optional.empty();
        Optional<Duration> lifetime = Optional.empty();
        try {
            found =
                    Optional.of(
                            by.ask(host, limit).stream()
                                    .map(each -> new SockAddr(each, 0).address())
                                    .toList());
            lifetime = by.lifetime(host);
        } catch (IOException | RuntimeException noAnswer) {
            // Told as nothing, as what never came.
        } finally {
            told.of(found, lifetime);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
