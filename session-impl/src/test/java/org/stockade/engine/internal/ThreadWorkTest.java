package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadWorkTest {
    @Test
    void workShouldRunOnce() {
        AtomicInteger runs = new AtomicInteger();
        ThreadWork work = new ThreadWork(runs::incrementAndGet);
        work.run();
        work.run();
        assertThat(runs).hasValue(1);
    }

    @Test
    void endedThreadShouldKeepNothingOfItsWork() throws InterruptedException {
        Object[] session = {new Object()};
        WeakReference<Object> gone = new WeakReference<>(session[0]);
        Thread ended = Thread.ofVirtual().start(new ThreadWork(using(session[0])));
        ended.join();
        session[0] = null;
        await().until(
                        () -> {
                            System.gc();
                            return gone.get() == null;
                        });
        assertThat(ended.isAlive()).isFalse();
    }

    private static Runnable using(Object session) {
        return () -> assertThat(session).isNotNull();
    }
}
