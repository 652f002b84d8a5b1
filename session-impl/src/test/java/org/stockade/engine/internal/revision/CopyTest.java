package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CopyTest {
    private final List<Copy> reaped = new ArrayList<>();
    private final Copy copy = new Copy(new Source("a", "1.0.0", 7), 8, "x", reaped::add);

    @Test
    void retiredCopyShouldBeReapedWhenTheLastHolderLetsGo() {
        assertThat(copy.retain()).isTrue();
        assertThat(copy.retain()).isTrue();
        copy.retire();
        copy.release();
        assertThat(reaped).isEmpty();
        assertThat(copy.uses()).isEqualTo(1);
        copy.release();
        assertThat(reaped).containsExactly(copy);
    }

    @Test
    void copyThatNobodyHoldsShouldBeReapedWhenRetiredAndNotBefore() {
        assertThat(copy.retain()).isTrue();
        copy.release();
        assertThat(reaped).isEmpty();
        copy.retire();
        copy.retire();
        assertThat(reaped).containsExactly(copy);
    }

    @Test
    void retiredCopyShouldNotBeHeldAgain() {
        assertThat(copy.retain()).isTrue();
        copy.retire();
        assertThat(copy.retain()).isFalse();
        assertThat(copy.isRetired()).isTrue();
        assertThat(copy.uses()).isEqualTo(1);
    }

    @Test
    void copyReleasedTooOftenShouldComplainAndStayRight() {
        assertThatIllegalStateException().isThrownBy(copy::release);
        assertThat(copy.retain()).isTrue();
        copy.retire();
        copy.release();
        assertThatIllegalStateException().isThrownBy(copy::release);
        assertThat(reaped).containsExactly(copy);
    }

    @Test
    void retirementInAnyInterleavingShouldReapExactlyOnceAndAfterTheLastUse() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            AtomicInteger reapings = new AtomicInteger();
            AtomicBoolean usedAfter = new AtomicBoolean();
            Copy raced =
                    new Copy(new Source("a", "1.0.0", 7), 8, "x", it -> reapings.incrementAndGet());
            CountDownLatch go = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 3; i++) {
                    threads.execute(
                            () -> {
                                await(go);
                                if (raced.retain()) {
                                    usedAfter.compareAndSet(false, reapings.get() > 0);
                                    raced.release();
                                }
                            });
                }
                threads.execute(
                        () -> {
                            await(go);
                            raced.retire();
                        });
                go.countDown();
            }
            assertThat(reapings).hasValue(1);
            assertThat(usedAfter).isFalse();
        }
    }

    private static void await(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
