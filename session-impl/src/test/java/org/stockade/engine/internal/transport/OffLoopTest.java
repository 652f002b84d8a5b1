package org.stockade.engine.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OffLoopTest {
    private final OffLoop disk = new OffLoop();

    /** What the work gives, or what it throws. */
    private Object onVirtualThread(Callable<?> work) throws InterruptedException {
        AtomicReference<Object> result = new AtomicReference<>();
        Thread.startVirtualThread(
                        () -> {
                            try {
                                result.set(disk.call(work));
                            } catch (IOException | RuntimeException failed) {
                                result.set(failed);
                            }
                        })
                .join();
        return result.get();
    }

    @Test
    void workOfAVirtualThreadShouldNotRunOnItsCarrier() throws Exception {
        assertThat(onVirtualThread(() -> Thread.currentThread().isVirtual())).isEqualTo(false);
    }

    @Test
    void workOfAnotherThreadShouldRunOnThat() throws IOException {
        assertThat(disk.<Thread>call(Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @Test
    void failureShouldBeTheWorksOwn() throws Exception {
        IOException full = new IOException("disk full");
        IllegalStateException broken = new IllegalStateException();
        assertThat(
                        onVirtualThread(
                                () -> {
                                    throw full;
                                }))
                .isSameAs(full);
        assertThat(
                        onVirtualThread(
                                () -> {
                                    throw broken;
                                }))
                .isSameAs(broken);
    }

    /** Its buffers would be given to others while the disk still writes them. */
    @Test
    void interruptShouldNotLeaveTheWorkBehind() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        AtomicBoolean doneAtReturn = new AtomicBoolean();
        AtomicBoolean interruptedAtReturn = new AtomicBoolean();
        Thread session =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                disk.call(
                                        () -> {
                                            begun.countDown();
                                            goOn.await();
                                            done.set(true);
                                            return true;
                                        });
                            } catch (IOException failed) {
                                return;
                            }
                            doneAtReturn.set(done.get());
                            interruptedAtReturn.set(Thread.currentThread().isInterrupted());
                        });
        begun.await();
        session.interrupt();
        goOn.countDown();
        session.join();

        assertThat(doneAtReturn).isTrue();
        assertThat(interruptedAtReturn).isTrue();
    }

    @Test
    void workAfterTheEndShouldFail() throws Exception {
        disk.close();
        assertThat(onVirtualThread(() -> true)).isInstanceOf(IOException.class);
        assertThatThrownBy(
                        () ->
                                disk.call(
                                        () -> {
                                            throw new IOException("own");
                                        }))
                .hasMessage("own");
    }
}
