package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.session.StackedSession.Fork;

/** Moves bytes both ways between two endpoints until both have ended. */
final class Relay {
    /** How long the end of one direction waits for the last write of the other. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final NodeWork node;
    private final Endpoint a;
    private final Endpoint b;
    private final boolean halfClose;
    private final AtomicReference<@Nullable IOException> first = new AtomicReference<>();
    private final CountDownLatch thereEnded = new CountDownLatch(1);
    private final CountDownLatch backEnded = new CountDownLatch(1);
    private volatile boolean over;

    Relay(NodeWork node, Endpoint a, Endpoint b, boolean halfClose) {
        this.node = node;
        this.a = a;
        this.b = b;
        this.halfClose = halfClose;
    }

    /** Returns when both directions have ended; throws the failure that ended them. */
    void run() throws IOException {
        Fork<@Nullable Void> back =
                node.fork(
                        "back",
                        () -> {
                            move(b, a, backEnded, thereEnded);
                            return null;
                        });
        move(a, b, thereEnded, backEnded);
        back.join(TimeLimits.NONE);
        IOException failed = first.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void move(Endpoint from, Endpoint to, CountDownLatch ended, CountDownLatch otherEnded) {
        try {
            from.transferTo(to, Long.MAX_VALUE);
            if (halfClose) {
                to.endOutput();
            } else {
                to.flush();
                over = true;
                to.close();
                ended.countDown();
                await(otherEnded);
                from.close();
            }
        } catch (EndpointClosedException closed) {
            if (over) {
                to.close();
            } else {
                failed(closed);
            }
        } catch (IOException broken) {
            failed(broken);
        } catch (RuntimeException broken) {
            failed(new IOException("moving bytes failed: " + broken, broken));
        } finally {
            ended.countDown();
        }
    }

    /** Closing what the other direction is just writing to would cut that write short. */
    private static void await(CountDownLatch otherEnded) {
        try {
            otherEnded.await(LAST_WRITE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException killed) {
            Thread.currentThread().interrupt();
        }
    }

    /** A failure of one direction ends both: the other peer sees a reset, not an end. */
    private void failed(IOException failure) {
        if (first.compareAndSet(null, failure)) {
            a.abort();
            b.abort();
        }
    }
}
