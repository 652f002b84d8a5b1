package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a thread that has not returned in time is held against. */
class LateThreadTest {
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private int accused;

    @AfterEach
    void letGo() {
        end.countDown();
    }

    /** A thread that waits in {@code code}. */
    private static Thread waiting(Runnable code) {
        Thread thread = Thread.ofPlatform().daemon().start(code);
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    /** As many further looks at it as there are; before each, {@code meanwhile}. */
    private void watch(Thread thread, Runnable meanwhile) {
        new LateThread(thread, (pause, look) -> later.add(look), () -> accused++).watch();
        for (int i = 0; i < 100 && !later.isEmpty(); i++) {
            meanwhile.run();
            later.remove().run();
        }
        assertThat(later).isEmpty();
    }

    @Test
    void threadThatStaysInItsOwnCodeShouldBeHeldAgainstItsProxyOnce() {
        // The JDK's code alone: nothing of the engine's, where this test is.
        watch(waiting(new FutureTask<>(new FutureTask<>(() -> 1)::get)), () -> {});

        assertThat(accused).isEqualTo(1);
    }

    @Test
    void threadThatIsOnItsWayOutShouldNotBeHeldAgainstItsProxy() {
        FutureTask<Integer> last = new FutureTask<>(() -> 1);
        Thread thread = waiting(new FutureTask<>(last::get));
        watch(
                thread,
                () -> {
                    last.run();
                    await().until(() -> !thread.isAlive());
                });

        assertThat(accused).isZero();
    }

    @Test
    void threadThatOurOwnCodeKeepsShouldBeLookedAtAgainAndNotHeldAgainstItsProxy() {
        int[] looks = {0};
        watch(waiting(this::hold), () -> looks[0]++);

        assertThat(accused).isZero();
        assertThat(looks[0]).isEqualTo(19);
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Innermost first, as stacks are.
        "true, sun.nio.ch.Selector org.stockade.engine.internal.transport.SocketWire probe.Proxy",
        "true, java.lang.VirtualThread jdk.internal.Park org.stockade.transport.Link probe.Proxy",
        "false, java.lang.Thread probe.Proxy org.stockade.engine.internal.Reception",
        "false, probe.Proxy org.stockade.engine.internal.Reception",
        "false, java.lang.Thread java.lang.VirtualThread"
    })
    void threadThatOurOwnCodeKeepsShouldNotBeHeldAgainstItsProxy(boolean ours, String classes) {
        StackTraceElement[] stack =
                Arrays.stream(classes.split(" "))
                        .map(name -> new StackTraceElement(name, "x", "X.java", 1))
                        .toArray(StackTraceElement[]::new);

        assertThat(LateThread.isOurs(stack)).isEqualTo(ours);
    }
}
