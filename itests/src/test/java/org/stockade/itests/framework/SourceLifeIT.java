package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** What people do to a proxy bundle, and what live and new sessions see of it. */
class SourceLifeIT {
    @TempDir Path storage;

    @ParameterizedTest
    @EnumSource
    void rebuiltJarOfTheSameVersionShouldServeNewSessions(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();

            RunningFramework.update(source, probe(2).header("Bundle-Version", "1.0.1").jar());

            assertThat(engine.ask("probe", "resource")).contains("r002");
            await().until(() -> framework.copies().size() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void headerShouldMakeAProxyBundleOfOneWithoutCapability(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            byte[] jar =
                    probe(1).withoutHeader("Provide-Capability")
                            .header("Stockade-Proxy", "probe")
                            .header("Bundle-SymbolicName", "test.probe; singleton:=true")
                            .jar();
            framework.install("test:probe", jar).start();

            assertThat(engine.ask("probe", "version")).contains("r001");
            Bundle copy = framework.copies().getFirst();
            assertThat(copy.getSymbolicName()).matches("test\\.probe\\.g[0-9]+");
            assertThat(copy.getHeaders("").get("Stockade-Proxy")).isNull();
            assertThat(copy.getHeaders("").get("Stockade-Generation-Of"))
                    .isEqualTo("test.probe;1.0.1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedBundleShouldServeNoNewSessionAndLetLiveOnesFinish(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();
            EngineRevisions.Held live = engine.acquire();

            source.stop();

            assertThat(engine.ask("probe", "version")).isEmpty();
            assertThat(engine.states()).contains("PROXY=[probe]").contains("state=stopped");
            for (String question : ProbeBundle.questions(3)) {
                assertThat(live.probe("probe").orElseThrow().apply(question)).startsWith("r001");
            }
            assertThat(framework.copies()).hasSize(1);
            live.close();
            await().until(() -> framework.copies().isEmpty());

            source.start();
            assertThat(engine.ask("probe", "class4")).contains("r001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bundleStartedAgainWhileItsOldCopyDrainsShouldGetANewCopy(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();
            EngineRevisions.Held live = engine.acquire();
            source.stop();
            source.start();

            assertThat(engine.ask("probe", "class5")).contains("r001");
            assertThat(live.probe("probe").orElseThrow().apply("class6")).startsWith("r001");
            assertThat(framework.copies()).hasSize(2);
            live.close();
            await().until(() -> framework.copies().size() == 1);
            assertThat(engine.ask("probe", "class7")).contains("r001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sessionShouldWaitForAProxyThatIsBeingReinstalled(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();
            source.uninstall();
            assertThat(engine.ask("probe", "version")).isEmpty();
            await().until(() -> framework.copies().isEmpty());

            CountDownLatch waits = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<String> session =
                        threads.submit(
                                () -> {
                                    waits.countDown();
                                    try (var held =
                                            engine.awaitProxy("probe", Duration.ofSeconds(10))) {
                                        return held.probe("probe").orElseThrow().apply("version");
                                    }
                                });
                waits.await();
                framework.install("test:probe", probe(2).jar()).start();
                assertThat(session.get()).isEqualTo("r002");
            }
            try (var held = engine.awaitProxy("no-such-proxy", Duration.ofMillis(50))) {
                assertThat(held.probe("no-such-proxy")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refreshOfABundleShouldLeaveItsCopyInService(FrameworkProduct product) throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();
            Bundle copy = framework.copies().getFirst();
            framework.refresh(source);

            await().until(() -> source.getState() == Bundle.ACTIVE);
            assertThat(engine.ask("probe", "class8")).contains("r001");
            assertThat(framework.copies()).containsExactly(copy);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bundleThatExportsItsOwnPackagesShouldRunFromItsCopyAllTheSame(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", exporting(1));
            source.start();
            EngineRevisions.Held live = engine.acquire();

            RunningFramework.update(source, exporting(2));

            assertThat(live.probe("probe").orElseThrow().apply("class1")).startsWith("r001");
            assertThat(engine.ask("probe", "class2")).contains("r002");
            live.close();
        }
    }

    /** As builders write it: what is exported is imported too. */
    private static byte[] exporting(int number) {
        return probe(number)
                .header("Export-Package", "probe;version=\"1.0.0\"")
                .header("Import-Package", ProbeBundle.IMPORTS + ",probe;version=\"[1.0,2)\"")
                .jar();
    }

    @ParameterizedTest
    @EnumSource
    void configuredComponentShouldServeOnAndLeaveItsCopyInPlace(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();
            Bundle copy = framework.copies().getFirst();
            Object before;
            try (EngineRevisions.Held live = engine.acquire()) {
                before = live.factory("probe").orElseThrow();

                framework.configure("probe", "answer", "42"); // builds the component anew

                assertThat(live.probe("probe").orElseThrow().apply("class1")).startsWith("r001");
            }
            await().untilAsserted(
                            () -> {
                                try (EngineRevisions.Held now = engine.acquire()) {
                                    assertThat(now.factory("probe").orElseThrow())
                                            .isNotSameAs(before);
                                }
                            });
            assertThat(engine.ask("probe", "class2")).contains("r001");
            assertThat(framework.copies()).containsExactly(copy);
        }
    }

    @ParameterizedTest
    @EnumSource
    void updatesAtTheSameTimeShouldEndWithTheInstalledVersion(FrameworkProduct product)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", probe(1).jar());
            source.start();
            for (int round = 1; round <= 5; round++) {
                byte[] one = probe(2 * round).jar();
                byte[] other = probe(2 * round + 1).jar();
                try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                    CountDownLatch go = new CountDownLatch(1);
                    Future<?> first = threads.submit(() -> updateAfter(go, source, one));
                    Future<?> second = threads.submit(() -> updateAfter(go, source, other));
                    go.countDown();
                    first.get();
                    second.get();
                }
                String installed = ProbeBundle.mark(source.getVersion().getMicro());
                await().untilAsserted(
                                () ->
                                        assertThat(engine.ask("probe", "version"))
                                                .contains(installed));
                assertThat(engine.ask("probe", "resource")).contains(installed);
            }
            await().until(() -> framework.copies().size() == 1);
        }
    }

    private static Void updateAfter(CountDownLatch go, Bundle source, byte[] jar) throws Exception {
        go.await();
        RunningFramework.update(source, jar);
        return null;
    }

    private static ProbeBundle probe(int number) {
        return ProbeBundle.version(number);
    }
}
