package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** The start-up cache: it makes starts faster or it does nothing. */
class StartCacheIT {
    private static final String POLICY =
            """
            stockade: 1
            listeners: { surf: { bind: ["127.0.0.1:0"] } }
            services: { relay: { proxy: plain, router: { direct: ["127.0.0.1:9"] } } }
            rules: [{ listener: surf, service: relay }]
            """;

    /** It takes ten seconds of a CPU, and CPUs may be busy. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** Made once: it takes seconds. */
    @TempDir static Path shared;

    @TempDir Path folder;

    private static Path caches() {
        return shared.resolve("caches");
    }

    private static Path only(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private static Run make(Path caches) throws IOException, InterruptedException {
        return Run.of(
                Map.of("STOCKADE_CACHE", caches.toString()),
                List.of(Stockade.script(), "cache"),
                LONGEST);
    }

    @BeforeAll
    static void makeTheCache() throws Exception {
        Run made = make(caches());

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out().strip()).isEqualTo("start-up cache " + only(caches()));
    }

    /** The JVM's own report of where each class came from. */
    private List<String> classesOfARun(Path caches) throws Exception {
        Path report = folder.resolve("classes");
        Map<String, String> environment =
                Map.of(
                        "STOCKADE_CACHE",
                        caches.toString(),
                        "STOCKADE_JAVA_OPTS",
                        "-Xlog:class+load:file=" + report);
        try (Stockade stockade = Stockade.run(folder, POLICY, environment)) {
            assertThat(stockade.terminate()).isZero();
            assertThat(stockade.log().lines())
                    .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ [A-Z]+ .*"));
        }
        return Files.readAllLines(report);
    }

    @Test
    void classesOfBundlesShouldComeFromTheCache() throws Exception {
        assertThat(classesOfARun(caches()))
                .anyMatch(line -> line.matches(".*org\\.stockade\\.engine\\..*shared objects.*"))
                .anyMatch(
                        line -> line.matches(".*org\\.apache\\.felix\\.scr\\..*shared objects.*"));
    }

    @Test
    void startWithoutACacheShouldMakeOneBesideTheServing() throws Exception {
        Path none = folder.resolve("none");
        Map<String, String> environment =
                Map.of(
                        "STOCKADE_CACHE",
                        none.toString(),
                        "STOCKADE_JAVA_OPTS",
                        "-Dstockade.cache.delay=0");
        try (Stockade stockade = Stockade.run(folder, POLICY, environment)) {
            await().atMost(LONGEST).until(() -> !stockade.log("runtime.cache-made").isEmpty());
            assertThat(only(none).getFileName()).isEqualTo(only(caches()).getFileName());
        }
    }

    @Test
    void brokenCacheShouldBeIgnoredWithoutAWord() throws Exception {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.write(broken.resolve(only(caches()).getFileName()), new byte[100_000]);
        protect(broken);

        assertThat(classesOfARun(broken))
                .noneMatch(line -> line.matches(".*org\\.stockade\\.engine\\..*shared objects.*"));
    }

    @Test
    void cacheThatOthersMayWriteShouldNotBeUsed() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.copy(only(caches()), open.resolve(only(caches()).getFileName()));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(classesOfARun(open))
                .noneMatch(line -> line.matches(".*org\\.stockade\\.engine\\..*shared objects.*"));
        Run refused = make(open);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("may be written by others").contains(open.toString());
    }

    private static void protect(Path caches) throws IOException {
        Files.setPosixFilePermissions(caches, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(only(caches), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void folderThatCannotBeMadeShouldNotKeepItFromStarting() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(classesOfARun(file.resolve("below"))).isNotEmpty();
    }

    @Test
    void secondMakerShouldLeaveItToTheFirst() throws Exception {
        Path busy = Files.createDirectory(folder.resolve("busy"));
        Path work = busy.resolve(only(caches()).getFileName() + ".d");
        Files.createDirectory(work);
        Files.setPosixFilePermissions(busy, PosixFilePermissions.fromString("rwx------"));

        Run second = make(busy);

        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("another process is making");
        assertThat(work).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC"})
    void collectorOfTheOperatorShouldReplaceOurs(String option) throws Exception {
        Map<String, String> environment =
                Map.of("STOCKADE_CACHE", caches().toString(), "STOCKADE_JAVA_OPTS", option);

        Run run = Run.of(environment, List.of(Stockade.script(), "version"));
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("stockade ");
        assertThat(run.err()).isEmpty();
        try (Stockade stockade = Stockade.run(folder, POLICY, environment)) {
            assertThat(stockade.terminate()).isZero();
            assertThat(stockade.log()).doesNotContain("[warning]").doesNotContain("[error]");
        }
    }

    @Test
    void wrongFolderShouldBeNamed() throws Exception {
        Run run =
                Run.of(
                        Map.of("STOCKADE_CACHE", "relative/folder"),
                        List.of(Stockade.script(), "version"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("\"relative/folder\"", "absolute");
    }
}
