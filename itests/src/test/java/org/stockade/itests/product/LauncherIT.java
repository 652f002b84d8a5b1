package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** Starts, ends and refusals to start, as an operator sees them. */
class LauncherIT {
    private static final String POLICY =
            """
            stockade: 1
            listeners:
              surf: { bind: ["127.0.0.1:%s", "[::1]:0"] }
            services:
              relay: { proxy: plain, router: { direct: ["127.0.0.1:9"] } }
            rules:
              - { listener: surf, service: relay }
            """;

    @TempDir Path folder;

    private Run start(String policy) throws IOException, InterruptedException {
        return start(Stockade.script(), policy);
    }

    private Run start(String script, String policy) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), policy);
        return Run.of(
                script,
                "run",
                "--policy",
                file.toString(),
                "--state",
                folder.resolve("state").toString());
    }

    private static void shouldFailWith(Run run, String... parts) {
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(parts).doesNotContain("\tat ").doesNotContain("Exception");
    }

    @Test
    void readyLineShouldNameEveryBindAndTermShouldEndWithZero() throws Exception {
        try (Stockade stockade = Stockade.run(folder, POLICY.formatted("0"))) {
            assertThat(stockade.ready())
                    .matches(
                            "ready in \\d+\\.\\d s: surf 127\\.0\\.0\\.1:\\d+, surf \\[::1\\]:\\d+");
            assertThat(stockade.terminate()).isZero();
            // Bundles stop one after the other: nothing starts anew for want of another.
            assertThat(stockade.log("core.transport")).hasSize(1);
            assertThat(stockade.log("core.policy-loaded")).hasSize(1);
        }
    }

    @Test
    void portInUseShouldBeNamedOnce() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = start(POLICY.formatted(taken.getLocalPort()));

            shouldFailWith(run, "listener \"surf\"", "127.0.0.1:" + taken.getLocalPort());
            assertThat(run.err()).containsOnlyOnce("already in use");
        }
    }

    @Test
    void everyErrorOfAPolicyShouldBeNamedWithItsPlace() throws Exception {
        Run run =
                start(
                        """
                        stockade: 1
                        listeners:
                          surf: { bind: ["127.0.0.1:70000"] }
                        services:
                          relay: { proxi: plain, proxy: plain, router: { direct: ["127.0.0.1:9"] }, with: { soft: true } }
                        rules:
                          - { listener: surf, service: rely }
                        """);

        shouldFailWith(
                run,
                "edge.yaml:3:",
                "70000 is out of range; use 0 to 65535",
                "edge.yaml:5:",
                "unknown key \"proxi\"; did you mean \"proxy\"?",
                "unknown key \"soft\"",
                "edge.yaml:7:",
                "did you mean \"relay\"?");
    }

    @Test
    void settingsThatAProxyRefusesShouldHaveTheirPlace() throws Exception {
        Run run =
                start(
                        """
                        stockade: 1
                        listeners: { web: { bind: ["127.0.0.1:0"] } }
                        services:
                          web-in:
                            proxy: http
                            router: { direct: ["127.0.0.1:9"] }
                            with:
                              request: { GET: accept }
                        rules:
                          - { listener: web, service: web-in }
                        """);

        shouldFailWith(run, "edge.yaml:8:", "unknown key \"request\"; did you mean \"requests\"?");
    }

    @Test
    void missingPolicyShouldBeNamed() throws Exception {
        Run run =
                Run.of(
                        Stockade.script(),
                        "run",
                        "--policy",
                        folder.resolve("none.yaml").toString(),
                        "--state",
                        folder.resolve("state").toString());

        shouldFailWith(run, "none.yaml");
    }

    @Test
    void lowPortWithoutTheCapabilityShouldBeWarnedOfByCheck() throws Exception {
        assumeTrue(Places.has("setpriv"), "setpriv is missing");
        Path policy =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        "stockade: 1\nlisteners:\n  web: { bind: \"127.0.0.1:80\" }\n");
        Run checked =
                Run.of(
                        "setpriv",
                        "--bounding-set",
                        "-net_bind_service",
                        Stockade.script(),
                        "check",
                        policy.toString());
        assertThat(checked.err())
                .contains("edge.yaml:3:3: listener \"web\": port 80 needs the capability CAP_NET");
        assertThat(checked.exit()).isZero();
    }

    // A folder, a device without end, a pipe that nobody writes.
    @Test
    void policyThatIsNoFileShouldBeNamedAtOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(Run.of("mkfifo", pipe.toString()).exit()).isZero();
        for (String no : new String[] {folder.toString(), "/dev/zero", pipe.toString()}) {
            String why =
                    no + (no.equals(folder.toString()) ? " is a directory" : " is no ordinary");
            shouldFailWith(
                    Run.of(
                            Stockade.script(),
                            "run",
                            "--policy",
                            no,
                            "--state",
                            folder.resolve("state").toString()),
                    why);
            shouldFailWith(Run.of(Stockade.script(), "check", no), why);
        }
    }

    @Test
    void missingCoreBundleShouldBeNamed() throws Exception {
        Path product = copyOfTheProduct();
        try (var jars = Files.list(product.resolve("bundles"))) {
            Files.delete(
                    jars.filter(jar -> jar.getFileName().toString().startsWith("session-impl-"))
                            .findFirst()
                            .orElseThrow());
        }

        shouldFailWith(
                start(product.resolve("stockade").toString(), POLICY.formatted("0")),
                "session-impl");
    }

    @Test
    void distributionShouldRunOutsideTheSourceTree() throws Exception {
        Path product = copyOfTheProduct();

        Run run = Run.of(Map.of(), List.of(product.resolve("stockade").toString(), "version"));

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("0.1.0").contains("transport loops");
    }

    @Test
    void jdkThatIsTooOldForTheLoopsShouldBeToldOnceAndServeWithThePortableTransport()
            throws Exception {
        Path product = copyOfTheProduct();
        try (var jars = Files.list(product.resolve("bundles"))) {
            askForJdk99(
                    jars.filter(jar -> jar.getFileName().toString().startsWith("transport-linux-"))
                            .findFirst()
                            .orElseThrow());
        }
        Path file = Files.writeString(folder.resolve("edge.yaml"), POLICY.formatted("0"));
        Path err = folder.resolve("err");
        Process process =
                new ProcessBuilder(
                                product.resolve("stockade").toString(),
                                "run",
                                "--policy",
                                file.toString(),
                                "--state",
                                folder.resolve("state").toString())
                        .redirectError(err.toFile())
                        .start();
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).startsWith("ready in ");
        } finally {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(err))
                .contains("name='portable'")
                .containsOnlyOnce("transport-linux")
                .containsOnlyOnce("it needs a JDK 99 or newer, this is ")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    /** A bundle for a JDK that does not exist yet is to this one as the loops are to JDK 21. */
    private static void askForJdk99(Path jar) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Path file = inside.getPath("META-INF/MANIFEST.MF");
            Manifest manifest;
            try (InputStream in = Files.newInputStream(file)) {
                manifest = new Manifest(in);
            }
            Attributes main = manifest.getMainAttributes();
            String needs = main.getValue("Require-Capability");
            assertThat(needs).contains("(version=25)");
            main.putValue("Require-Capability", needs.replace("(version=25)", "(version=99)"));
            try (OutputStream to = Files.newOutputStream(file)) {
                manifest.write(to);
            }
        }
    }

    private Path copyOfTheProduct() throws IOException {
        Path product = folder.resolve("a copy");
        try (var files = Files.walk(Places.distribution())) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, product.resolve(Places.distribution().relativize(file).toString()));
            }
        }
        Files.copy(
                Path.of(Stockade.script()),
                product.resolve("stockade"),
                StandardCopyOption.COPY_ATTRIBUTES);
        return product;
    }

    @Test
    void checkShouldTellGoodFromBadByItsStatus() throws Exception {
        Path good = Files.writeString(folder.resolve("good.yaml"), POLICY.formatted("0"));
        Path bad =
                Files.writeString(
                        folder.resolve("bad.yaml"), POLICY.formatted("0").replace("plain", "http"));

        assertThat(Run.of(Stockade.script(), "check", good.toString()).exit()).isZero();
        Run refused = Run.of(Stockade.script(), "check", bad.toString());
        assertThat(refused.exit() + refused.out() + refused.err())
                .startsWith("0")
                .doesNotContain("Exception");
    }
}
