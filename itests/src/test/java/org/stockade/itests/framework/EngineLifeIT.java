package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** Restarts of the framework and of the engine, and what may stand beside it. */
class EngineLifeIT {
    private static final String ENGINE = "org.stockade.session-impl";

    @TempDir Path storage;

    @ParameterizedTest
    @EnumSource
    void copiesLeftBehindShouldBeGoneAfterARestart(FrameworkProduct product) throws Exception {
        long leftBehind;
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            var held = engine.acquire(); // never closed: as in a halt, its copy stays
            RunningFramework.update(source, ProbeBundle.version(2).jar());
            assertThat(held.probe("probe")).isPresent();
            assertThat(framework.copies()).hasSize(2);
            leftBehind = framework.copies().getLast().getBundleId();
        }
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            await().untilAsserted(
                            () -> assertThat(engine.ask("probe", "version")).contains("r002"));
            assertThat(framework.copies()).hasSize(1);
            assertThat(framework.copies().getFirst().getBundleId()).isGreaterThan(leftBehind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void storageOfAHaltedFrameworkShouldServeTheLatestVersion(FrameworkProduct product)
            throws Exception {
        Path halted = storage.resolve("halted");
        try (RunningFramework framework =
                RunningFramework.start(product, storage.resolve("running"))) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            RunningFramework.update(source, ProbeBundle.version(2).jar());
            assertThat(engine.ask("probe", "version")).contains("r002");
            await().until(() -> framework.copies().size() == 1);
            // What a halt at this moment would leave on the disk.
            copy(storage.resolve("running"), halted);
        }
        try (RunningFramework framework = RunningFramework.start(product, halted)) {
            EngineRevisions engine = framework.revisions();
            await().untilAsserted(() -> assertThat(engine.ask("probe", "class1")).contains("r002"));
            assertThat(framework.copies()).hasSize(1);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedEngineShouldTakeItsCopiesAlong(FrameworkProduct product) throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            assertThat(engine.ask("probe", "version")).contains("r001");

            framework.bundle(ENGINE).stop();
            assertThat(framework.copies()).isEmpty();
            assertThat(engine.ask("probe", "version")).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().equals("stockade-reaper"));

            framework.bundle(ENGINE).start();
            assertThat(framework.revisions().ask("probe", "version")).contains("r001");
            assertThat(framework.copies()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondSessionApiShouldNotHideNewVersions(FrameworkProduct product) throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            EngineRevisions engine = framework.revisions();
            Bundle source = framework.install("test:probe", ProbeBundle.version(1).jar());
            source.start();
            framework.install("test:api", secondApi()).start();

            RunningFramework.update(source, ProbeBundle.version(2).jar());

            assertThat(engine.ask("probe", "class1")).contains("r002");
        }
    }

    /** The session API once more: another name, and higher versions of its packages. */
    private static byte[] secondApi() throws IOException {
        Path bundles = Path.of(System.getProperty("stockade.dist"), "bundles");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(bundles)) {
            Path api =
                    files.filter(it -> it.getFileName().toString().startsWith("session-api-"))
                            .findFirst()
                            .orElseThrow();
            try (JarInputStream in =
                    new JarInputStream(new ByteArrayInputStream(Files.readAllBytes(api)))) {
                Manifest manifest = in.getManifest();
                manifest.getMainAttributes().putValue("Bundle-SymbolicName", "test.api");
                // Else it would import the packages from the first one and export none.
                manifest.getMainAttributes().remove(new Attributes.Name("Import-Package"));
                String exports = manifest.getMainAttributes().getValue("Export-Package");
                manifest.getMainAttributes()
                        .putValue(
                                "Export-Package",
                                exports.replace("version=\"0.1.0\"", "version=\"0.1.9\""));
                try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                    for (ZipEntry entry = in.getNextEntry();
                            entry != null;
                            entry = in.getNextEntry()) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        in.transferTo(out);
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void refreshedSessionApiShouldBringEverythingBack(FrameworkProduct product) throws Exception {
        try (RunningFramework framework = RunningFramework.start(product, storage)) {
            framework.install("test:probe", ProbeBundle.version(1).jar()).start();
            assertThat(framework.revisions().ask("probe", "version")).contains("r001");
            Bundle api = framework.bundle("org.stockade.session-api");
            framework.refresh(api);

            await().untilAsserted(
                            () ->
                                    assertThat(framework.revisions().ask("probe", "class2"))
                                            .contains("r001"));
            await().untilAsserted(() -> assertThat(framework.copies()).hasSize(1));
        }
    }
}
