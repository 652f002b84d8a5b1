package org.stockade.transport.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stockade.transport.BufferPool;

@Timeout(60)
class LoopTest {
    private final CountDownLatch died = new CountDownLatch(1);
    private Loop loop;

    @BeforeEach
    void start() throws IOException {
        loop = new Loop(0, new BufferPool(1 << 20), dead -> died.countDown());
        loop.start();
    }

    @AfterEach
    void end() {
        loop.end();
    }

    private Thread carry(Runnable work) {
        return Carried.start(loop, "test", (thread, why) -> {}, work);
    }

    @Test
    void carriedThreadShouldStayOnItsLoopWhoeverWakesIt() throws Exception {
        List<Boolean> here = new CopyOnWriteArrayList<>();
        CountDownLatch waits = new CountDownLatch(1);
        Thread thread =
                carry(
                        () -> {
                            here.add(loop.isHere());
                            waits.countDown();
                            LockSupport.park();
                            here.add(loop.isHere());
                        });
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        LockSupport.unpark(thread);
        thread.join();

        assertThat(here).containsExactly(true, true);
        assertThat(loop.isHere()).isFalse();
    }

    @Test
    void threadsShouldRunInTheOrderInWhichTheyCame() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(50);
        CountDownLatch go = new CountDownLatch(1);
        // Nobody is taken in while this runs, so that all of them wait together.
        loop.run(
                () -> {
                    while (go.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
        for (int i = 0; i < 50; i++) {
            int number = i;
            carry(
                    () -> {
                        order.add(number);
                        all.countDown();
                    });
        }
        go.countDown();
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(order).isSorted().hasSize(50);
    }

    @Test
    void endedThreadShouldNotKeepThoseThatCameAfterIt() throws Exception {
        AtomicReference<WeakReference<Thread>> second = new AtomicReference<>();
        AtomicReference<Thread> first = new AtomicReference<>();
        carry(
                        () -> {
                            // Both wait until this one ends.
                            first.set(carry(() -> {}));
                            second.set(new WeakReference<>(carry(() -> {})));
                        })
                .join();
        first.get().join();

        for (int i = 0; i < 100 && second.get().get() != null; i++) {
            carry(() -> {}).join();
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }

        assertThat(second.get().get()).isNull();
        Reference.reachabilityFence(first.get());
    }

    @Test
    void threadThatAlwaysWantsToRunShouldNotKeepOthersFromIt() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        Thread greedy =
                carry(
                        () -> {
                            while (other.getCount() > 0) {
                                Thread.yield();
                            }
                        });
        carry(other::countDown);

        assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
        greedy.join();
    }

    @Test
    void sleepingLoopShouldBeWokenByEachOfManyThreads() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 2000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            carry(
                    () -> {
                        ran.incrementAndGet();
                        done.countDown();
                    });
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).hasValue(2000);
    }

    @Test
    void loopThatCannotGoOnShouldSayItAndLetItsThreadsEndElsewhere() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        Thread left =
                carry(
                        () -> {
                            waits.countDown();
                            LockSupport.park();
                        });
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();

        loop.run(
                () -> {
                    throw new IllegalStateException("as a test");
                });
        assertThat(died.await(30, TimeUnit.SECONDS)).isTrue();
        loop.thread().join();
        LockSupport.unpark(left);

        assertThat(left.join(java.time.Duration.ofSeconds(30))).isTrue();
    }
}
