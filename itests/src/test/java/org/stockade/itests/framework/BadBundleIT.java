package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** An update that cannot serve leaves the previous version in service; the next good one serves. */
class BadBundleIT {
    @TempDir Path storage;

    /** Ways in which a jar is bad. {@code told}: whether our state of the bundle has to say it. */
    enum Fault {
        GARBAGE(() -> "This is no jar at all.".getBytes(StandardCharsets.US_ASCII), false),
        HALF_WRITTEN(() -> half(ProbeBundle.version(2).jar()), false),
        UNRESOLVABLE_IMPORT(
                () ->
                        ProbeBundle.version(2)
                                .header("Import-Package", "org.stockade.proxy,no.such.pkg")
                                .jar(),
                true),
        COMPONENT_CLASS_MISSING(
                () -> ProbeBundle.version(2).component("probe.Missing", "probe").jar(), true),
        NO_FACTORY(() -> ProbeBundle.version(2).withoutHeader("Service-Component").jar(), true),
        NAMELESS_FACTORY(
                () -> ProbeBundle.version(2).component("probe.ProbeFactory", "").jar(), true);

        private final Supplier<byte[]> jar;
        private final boolean told;

        Fault(Supplier<byte[]> jar, boolean told) {
            this.jar = jar;
            this.told = told;
        }

        private static byte[] half(byte[] jar) {
            return Arrays.copyOf(jar, jar.length / 2);
        }
    }

    static Stream<Arguments> faultsOnEach() {
        return Arrays.stream(FrameworkProduct.values())
                .flatMap(
                        product ->
                                Arrays.stream(Fault.values())
                                        .map(fault -> Arguments.of(product, fault)));
    }

    @ParameterizedTest
    @MethodSource("faultsOnEach")
    void previousVersionShouldServeUntilAGoodOneComes(FrameworkProduct product, Fault fault)
            throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            EngineRevisions.Held live = engine.acquire();

            try {
                RunningFramework.update(source, fault.jar.get());
            } catch (BundleException expected) {
                // Which framework throws for which fault is the framework's affair.
            }

            assertThat(engine.ask("probe", "class1")).contains("r001");
            if (fault.told) {
                await().atMost(Duration.ofSeconds(6))
                        .untilAsserted(
                                () -> assertThat(engine.states()).contains("state=failed: "));
                assertThat(engine.states()).contains("serving=Optional[1.0.1]");
            }
            assertThat(engine.ask("probe", "class2")).contains("r001");

            RunningFramework.update(source, ProbeBundle.version(3).jar());
            await().untilAsserted(() -> assertThat(engine.ask("probe", "class3")).contains("r003"));
            assertThat(engine.states()).contains("state=active");
            assertThat(live.probe("probe").orElseThrow().apply("class4")).startsWith("r001");
            live.close();
            await().until(() -> framework.copies().size() == 1);
        }
    }
}
