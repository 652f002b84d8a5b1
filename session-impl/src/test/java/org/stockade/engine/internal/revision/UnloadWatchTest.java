package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.stockade.engine.internal.revision.UnloadWatch.Watched;

class UnloadWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Enough for a collection, where one is not to help. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private final UnloadWatch watch = new UnloadWatch();

    private static Copy copy(long id) {
        return new Copy(new Source("pop3", "1.0." + id, 7), id, "x", it -> {});
    }

    /** A loader whose one package is a stranger's. */
    private static final class Loader extends ClassLoader {
        private Loader() {
            super(null);
        }

        private Runnable leak(CountDownLatch latch) throws ReflectiveOperationException {
            return (Runnable)
                    load(Leak.class).getDeclaredConstructor(Object.class).newInstance(latch);
        }

        private Class<?> load(Class<?> original) {
            String file = "/" + original.getName().replace('.', '/') + ".class";
            try (InputStream in = UnloadWatchTest.class.getResourceAsStream(file)) {
                byte[] code = in.readAllBytes();
                return defineClass(original.getName(), code, 0, code.length);
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** Code of a copy that does not end; what it is given is known to every loader. */
    public static final class Leak implements Runnable {
        private final CountDownLatch latch;

        public Leak(Object latch) {
            this.latch = (CountDownLatch) latch;
        }

        @Override
        public void run() {
            try {
                latch.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void copyThatServesShouldBeWatchedAndNotCountedAsUninstalled() {
        ClassLoader loader = new Loader();
        watch.serves(copy(8), loader);
        assertThat(watch.force(PATIENCE))
                .satisfies(
                        state -> {
                            assertThat(state.made()).isEqualTo(1);
                            assertThat(state.uninstalled()).isZero();
                            assertThat(state.collected()).isZero();
                            assertThat(state.watched()).extracting(Watched::id).containsExactly(8L);
                        });
        Reference.reachabilityFence(loader);
    }

    @Test
    void uninstalledCopyShouldBeHeldUntilItsLoaderIsCollected() {
        ClassLoader loader = new Loader();
        Copy copy = copy(8);
        watch.serves(copy, loader);
        copy.endsFor(3);
        watch.uninstalled(copy);
        watch.uninstalled(copy);

        assertThat(watch.force(SHORT).watched())
                .singleElement()
                .satisfies(
                        held -> {
                            assertThat(held.source().version()).isEqualTo("1.0.8");
                            assertThat(held.generation()).isEqualTo(3);
                            assertThat(held.uninstalledFor()).isPresent();
                        });
        Reference.reachabilityFence(loader);
        loader = null;
        assertThat(watch.force(PATIENCE)).isEqualTo(new UnloadWatch.State(1, 1, 1, List.of()));
    }

    @Test
    void loaderCollectedBeforeItIsSaidToBeUninstalledShouldCountOnce() {
        Copy copy = copy(8);
        watch.serves(copy, new Loader());
        ClassLoader other = new Loader();
        Copy held = copy(9);
        watch.serves(held, other);
        watch.uninstalled(held);
        watch.force(Duration.ofSeconds(1));
        watch.uninstalled(copy);
        Reference.reachabilityFence(other);
        other = null;
        assertThat(watch.force(PATIENCE)).isEqualTo(new UnloadWatch.State(2, 2, 2, List.of()));
    }

    @Test
    void copyThatNeverServedShouldCountForNothing() {
        watch.uninstalled(copy(8));
        assertThat(watch.force(PATIENCE)).isEqualTo(new UnloadWatch.State(0, 0, 0, List.of()));
    }

    @Test
    void threadThatRunsCodeOfTheCopyShouldBeNamed() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Copy copy = copy(8);
        Thread thread = leak(copy, latch);
        watch.uninstalled(copy);
        try {
            Watched held = watch.force(SHORT).watched().getFirst();
            assertThat(watch.holders(held))
                    .containsExactly(
                            "thread \"pop3-poller\" has its context class loader, stands in "
                                    + Leak.class.getName()
                                    + ".run");
        } finally {
            latch.countDown();
            thread.join();
        }
        thread = null;
        assertThat(watch.force(PATIENCE).collected()).isEqualTo(1);
    }

    private Thread leak(Copy copy, CountDownLatch latch) throws ReflectiveOperationException {
        Loader loader = new Loader();
        watch.serves(copy, loader);
        Thread thread = new Thread(loader.leak(latch), "pop3-poller");
        thread.setContextClassLoader(loader);
        thread.start();
        // On its way to its code it may wait too, for a class.
        while (thread.getState() != Thread.State.WAITING || !standsInLeak(thread)) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private static boolean standsInLeak(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Leak.class.getName()));
    }
}
