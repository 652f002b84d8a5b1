package org.stockade.engine.internal.revision;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Asks the JVM to collect, a bounded number of times, on a thread that serves nobody else. */
final class Collector {
    /** The first wait after a collection; each next one is twice as long. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    private static final int ROUNDS = 8;

    /** Allocated after each request, so that a JVM that ignores requests has a reason too. */
    private static final int PRESSURE = 16;

    private final Wait wait;
    private final Semaphore turn = new Semaphore(1);

    /** Waits so long for what is to be collected; {@code true} when all is. */
    interface Wait {
        boolean done(Duration atMost) throws InterruptedException;
    }

    Collector(Wait wait) {
        this.wait = wait;
    }

    /** Returns when all is collected or the time is over; after that of an earlier caller. */
    void run(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            if (turn.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                CountDownLatch done = new CountDownLatch(1);
                Thread.ofPlatform()
                        .name("stockade-unload-check")
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .start(() -> collect(end, done));
                // Ends by its own rounds and waits.
                done.await();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect(long end, CountDownLatch done) {
        try {
            Duration round = FIRST_WAIT;
            // Each round a whole collection: not too many of them, however short the waits.
            for (int i = 0; i < ROUNDS && System.nanoTime() - end < 0; i++) {
                System.gc();
                press();
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (wait.done(round.compareTo(left) < 0 ? round : left)) {
                    return;
                }
                round = round.multipliedBy(2);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            turn.release();
            done.countDown();
        }
    }

    private static void press() {
        byte[][] ballast = new byte[PRESSURE][];
        for (int i = 0; i < PRESSURE; i++) {
            ballast[i] = new byte[1 << 20];
        }
        // Otherwise the compiler may leave the allocation out.
        Reference.reachabilityFence(ballast);
    }
}
