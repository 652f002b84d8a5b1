package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.SynchronousBundleListener;

/** The promise: update a proxy bundle as often as you like, no session fails, nothing old stays. */
class UpdateUnderLoadIT {
    /** More by hand: {@code -Dstockade.updates=200}. */
    private static final int UPDATES = Integer.getInteger("stockade.updates", 30);

    @TempDir Path storage;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final Set<PhantomReference<ClassLoader>> loaders = new HashSet<>();
    private final AtomicInteger shortSessions = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void updatesUnderLoadShouldFailNoSessionAndLeaveNoOldLoader(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            framework.servePolicy();
            Unloads.whenServing(framework.context());
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            Set<String> touched = recordEventsOfOthers(framework, source);
            List<LongSession> longOnes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                longOnes.add(new LongSession(engine, 1, UPDATES));
            }

            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                clock.scheduleAtFixedRate(
                        () -> threads.execute(() -> shortSession(engine)),
                        0,
                        4,
                        TimeUnit.MILLISECONDS);
                for (int number = 2; number <= UPDATES + 1; number++) {
                    longOnes.add(new LongSession(engine, number - 1, 5));
                    RunningFramework.update(source, ProbeBundle.version(number).jar());
                    assertThat(engine.ask("probe", "version")).contains(ProbeBundle.mark(number));
                    track(engine);
                    continueAll(longOnes);
                    if (number % 5 == 0) {
                        framework.refresh(source); // while copies are being uninstalled
                    }
                }
                clock.shutdown();
                assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
            longOnes.forEach(LongSession::close);
            longOnes.clear();

            assertThat(failures).isEmpty();
            assertThat(shortSessions.get()).isGreaterThan(UPDATES);
            assertThat(touched).isEmpty();
            await().atMost(Duration.ofSeconds(10)).until(() -> engine.copies() == 1);
            assertThat(framework.copies()).hasSize(1);
            assertAllCollectedButOne();
            // The firewall shows the same.
            assertThat(Unloads.forced(framework.context()))
                    .isEqualTo(new Unloads(UPDATES + 1, UPDATES, UPDATES, List.of()));
            assertThat(Unloads.generationStates(framework.context())).containsExactly("current");
        }
    }

    // What a proxy bundle must not do: its thread outlives the sessions, and so does its code.
    @ParameterizedTest
    @EnumSource
    void threadThatABundleLeavesBehindShouldBeNamedAsWhatHoldsIt(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            framework.servePolicy();
            Unloads.whenServing(framework.context());
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            assertThat(engine.ask("probe", "leak")).contains(ProbeBundle.mark(1));
            try {
                RunningFramework.update(source, ProbeBundle.version(2).jar());
                await().atMost(Duration.ofSeconds(10)).until(() -> engine.copies() == 1);

                Unloads held = Unloads.forced(framework.context());
                assertThat(held.uninstalled()).isEqualTo(1);
                assertThat(held.collected()).isZero();
                assertThat(held.held())
                        .singleElement()
                        .asString()
                        .startsWith("test.probe 1.0.1 ")
                        .contains("thread \"probe-leak\"", "stands in probe.Leak.run");
                assertThat(Unloads.generationStates(framework.context()))
                        .containsExactly("ended-but-held", "current");
            } finally {
                endLeak();
            }
            Unloads after = Unloads.forced(framework.context());
            assertThat(after).isEqualTo(new Unloads(2, 1, 1, List.of()));
            assertThat(Unloads.generationStates(framework.context())).containsExactly("current");
        }
    }

    private static void endLeak() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("probe-leak")) {
                thread.interrupt();
                thread.join();
            }
        }
    }

    private static Set<String> recordEventsOfOthers(RunningFramework framework, Bundle source) {
        Set<String> touched = ConcurrentHashMap.newKeySet();
        SynchronousBundleListener listener =
                event -> {
                    Bundle bundle = event.getBundle();
                    if (bundle != source
                            && !bundle.getLocation().startsWith("stockade-generation:")) {
                        touched.add(bundle + " " + event.getType());
                    }
                };
        framework.context().addBundleListener(listener);
        return touched;
    }

    private void shortSession(EngineRevisions engine) {
        try (EngineRevisions.Held held = engine.acquire()) {
            Function<String, String> probe = held.probe("probe").orElseThrow();
            String mark = probe.apply("version");
            int session = shortSessions.incrementAndGet();
            List<String> questions =
                    session % 10 == 0 ? ProbeBundle.questions(session) : List.of("class1");
            askAll(probe, questions, mark);
        } catch (RuntimeException | Error failure) {
            failures.add("short session: " + failure + " " + failure.getCause());
        }
    }

    private void askAll(Function<String, String> probe, List<String> questions, String mark) {
        for (String question : questions) {
            String answer = probe.apply(question);
            if (!answer.startsWith(mark)) {
                failures.add(question + " in " + mark + ": " + answer);
            }
        }
    }

    private void track(EngineRevisions engine) {
        try (EngineRevisions.Held held = engine.acquire()) {
            ClassLoader loader = held.factory("probe").orElseThrow().getClass().getClassLoader();
            loaders.add(new PhantomReference<>(loader, collected));
        }
    }

    private void continueAll(List<LongSession> sessions) {
        Iterator<LongSession> each = sessions.iterator();
        while (each.hasNext()) {
            LongSession session = each.next();
            if (!session.goOn()) {
                session.close();
                each.remove();
            }
        }
    }

    private void assertAllCollectedButOne() {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            System.gc();
                            for (Reference<?> gone = collected.poll();
                                    gone != null;
                                    gone = collected.poll()) {
                                loaders.remove(gone);
                            }
                            assertThat(loaders).hasSize(1);
                        });
    }

    /** Uses, after every update, something of its copy that nobody has used before. */
    private final class LongSession implements AutoCloseable {
        private final EngineRevisions.Held held;
        private final Function<String, String> probe;
        private final String mark;
        private int steps;

        private LongSession(EngineRevisions engine, int version, int steps) {
            this.held = engine.acquire();
            this.probe = held.probe("probe").orElseThrow();
            this.mark = ProbeBundle.mark(version);
            this.steps = steps;
        }

        /** {@code false} when it has taken all its steps. */
        private boolean goOn() {
            try {
                askAll(probe, ProbeBundle.questions(steps), mark);
            } catch (RuntimeException | Error failure) {
                failures.add("long session " + mark + ": " + failure + " " + failure.getCause());
            }
            return --steps > 0;
        }

        @Override
        public void close() {
            held.close();
        }
    }
}
