package org.stockade.engine.internal.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.stockade.auth.Answer;
import org.stockade.auth.Authenticator;
import org.stockade.auth.Credentials;

/**
 * One authenticator of a generation, on threads of its own: it blocks whatever thread asks it, and
 * must never block one that carries sessions. Its threads start when they are needed.
 */
public final class Judge implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING = 64;

    private final String name;
    private final String written;
    private final Authenticator authenticator;
    private final ThreadPoolExecutor threads;

    /**
     * Not asked yet.
     *
     * @param written what it was made of
     */
    public Judge(String name, String written, Authenticator authenticator) {
        this.name = name;
        this.written = written;
        this.authenticator = authenticator;
        AtomicInteger number = new AtomicInteger();
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        work -> {
                            Thread thread =
                                    new Thread(
                                            work,
                                            "stockade-auth-"
                                                    + name
                                                    + "-"
                                                    + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** How the caller waits, so that the end of its session ends that. */
    @FunctionalInterface
    public interface Waiter {
        /** The element; empty: none came in time, or nobody wants it any more. */
        <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) throws IOException;
    }

    public String name() {
        return name;
    }

    public String written() {
        return written;
    }

    /** The kinds of proof it can judge; none if it fails to say. */
    public Set<Credentials.Method> methods() {
        try {
            return Set.copyOf(authenticator.methods());
        } catch (RuntimeException | Error broken) {
            return Set.of();
        }
    }

    /** What the authenticator lacks now, by the key of its settings. */
    public Map<String, String> lacking() {
        try {
            return authenticator.lacking();
        } catch (RuntimeException | Error broken) {
            return Map.of(
                    "",
                    "its bundle fails to say whether it could judge anybody, with "
                            + broken.getClass().getSimpleName()
                            + "; update the bundle");
        }
    }

    /**
     * Its answer.
     *
     * @throws Unanswered if there is none in time; the message is for the log
     */
    Answer ask(Credentials offered, Duration limit, Waiter waiter) throws IOException {
        BlockingQueue<Said> answers = new ArrayBlockingQueue<>(1);
        Future<?> asked;
        try {
            asked = threads.submit(() -> answers.add(said(offered, limit)));
        } catch (RejectedExecutionException full) {
            throw new Unanswered(
                    threads.isShutdown()
                            ? "it is not in force any more"
                            : WAITING + " questions wait for it already");
        }
        try {
            Optional<Said> said = waiter.take(answers, limit);
            if (said.isEmpty()) {
                throw new Unanswered("it did not answer within " + limit.toMillis() + " ms");
            }
            if (said.get() instanceof Said.Failed(String why)) {
                throw new Unanswered(why);
            }
            return ((Said.Answered) said.get()).answer();
        } finally {
            asked.cancel(true);
        }
    }

    private Said said(Credentials offered, Duration limit) {
        try {
            Answer answer = authenticator.judge(offered, limit);
            return answer == null
                    ? new Said.Failed("it answered nothing")
                    : new Said.Answered(answer);
        } catch (IOException cannotTell) {
            return new Said.Failed(String.valueOf(cannotTell.getMessage()));
        } catch (RuntimeException | Error broken) {
            // Text alone: a kept Throwable would keep the class loader of its bundle.
            return new Said.Failed("it failed: " + broken);
        }
    }

    private sealed interface Said {
        record Answered(Answer answer) implements Said {}

        record Failed(String why) implements Said {}
    }

    /** Nobody can tell whose credentials these are. */
    static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;

        Unanswered(String why) {
            super(why);
        }
    }

    /** Nobody asks any more. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            authenticator.close();
        } catch (RuntimeException | Error broken) {
            // It is somebody else's code, and nobody needs it any more.
            return;
        }
    }
}
