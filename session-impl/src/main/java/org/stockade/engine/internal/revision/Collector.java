package org.stockade.engine.internal.revision;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Asks the JVM to collect, a bounded number of times, on a thread that serves nobody else. */
final class Collector {
    /** The first wait after a collection; each next one is twice as long. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    private static final int ROUNDS = 8;

    /** Allocated after each request, so that a JVM that ignores requests has a reason too. */
    private static final int PRESSURE = 16;

    private final Wait wait;
    private final AtomicReference<CountDownLatch> underWay =
            new AtomicReference<>(new CountDownLatch(0));

    /** Waits so long for what is to be collected; {@code true} when all is. */
    interface Wait {
        boolean done(Duration atMost) throws InterruptedException;
    }

    Collector(Wait wait) {
        this.wait = wait;
    }

    /** Returns when all is collected or the time is over; joins a run that is under way. */
    void run(Duration atMost) {
        CountDownLatch own = new CountDownLatch(1);
        CountDownLatch before = underWay.get();
        boolean mine = before.getCount() == 0 && underWay.compareAndSet(before, own);
        if (mine) {
            Thread.ofPlatform()
                    .name("stockade-unload-check")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .start(() -> collect(System.nanoTime() + atMost.toNanos(), own));
        }
        try {
            var unused = underWay.get().await(atMost.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect(long end, CountDownLatch done) {
        try {
            Duration round = FIRST_WAIT;
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
            done.countDown();
        }
    }

    private static void press() {
        byte[][] ballast = new byte[PRESSURE][];
        for (int i = 0; i < PRESSURE; i++) {
            ballast[i] = new byte[1 << 20];
        }
        // Otherwise the compiler may leave the allocation out.
        java.lang.ref.Reference.reachabilityFence(ballast);
    }
}
