package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** On a real framework, with bundles made on the spot; each look stands for half a second. */
class DeployFolderTest {
    @TempDir private Path directory;

    private final Framework framework = newFramework();
    private final Rules rules = new Rules();
    private Path folder = Path.of("/");
    private DeployFolder deploy =
            new DeployFolder(folder, folder, framework.getBundleContext(), DeployRules.NONE);

    private static Framework newFramework() {
        try {
            Path cache = Files.createTempDirectory("stockade-test");
            Framework made =
                    ServiceLoader.load(FrameworkFactory.class)
                            .findFirst()
                            .orElseThrow()
                            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
            made.start();
            return made;
        } catch (IOException | BundleException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @BeforeEach
    void newFolder() throws IOException {
        folder = Files.createDirectory(directory.resolve("deploy"));
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        deploy = new DeployFolder(folder, scratch, framework.getBundleContext(), rules);
    }

    @AfterEach
    void stop() throws Exception {
        deploy.close();
        framework.stop();
        framework.waitForStop(5000);
    }

    /** Refuses what is told to be refused; keeps what was done. */
    private final class Rules implements DeployRules {
        private final List<String> done = new ArrayList<>();
        private Optional<String> refusal = Optional.empty();

        @Override
        public Optional<String> refusal(Path jar) {
            return refusal;
        }

        @Override
        public void begin() {}

        @Override
        public void end(String act, String subject, String result) {
            done.add(act + " " + subject + ": " + result);
        }
    }

    @Test
    void jarThatThePolicyDoesNotLetInShouldLeaveTheOldBundle() throws IOException {
        Path jar = folder.resolve("a.jar");
        new TinyBundle("org.example.a", "1.0").putAs(jar);
        lookTwice();
        rules.refusal = Optional.of("it is not signed");
        new TinyBundle("org.example.a", "2.0").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
        new TinyBundle("org.example.b", "1.0").putAs(folder.resolve("b.jar"));
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
        Files.delete(jar);
        lookTwice();
        assertThat(rules.done)
                .containsExactly(
                        "install a.jar org.example.a: ok",
                        "update a.jar: refused: it is not signed",
                        "install b.jar: refused: it is not signed",
                        "uninstall a.jar org.example.a 1.0.0: ok");
    }

    private void lookTwice() {
        deploy.look(false);
        deploy.look(false);
    }

    /** Name, version and whether it is active, of each bundle beside the framework. */
    private List<String> bundles() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .map(
                        bundle ->
                                bundle.getSymbolicName()
                                        + " "
                                        + bundle.getVersion()
                                        + (bundle.getState() == Bundle.ACTIVE ? " active" : ""))
                .toList();
    }

    @Test
    void jarShouldBeInstalledUpdatedAndUninstalledWithItsFile() throws IOException {
        Path jar = folder.resolve("a.jar");
        new TinyBundle("org.example.a", "1.0").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");

        new TinyBundle("org.example.a", "2.0").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 2.0.0 active");

        Files.delete(jar);
        deploy.look(false);
        assertThat(bundles()).isEmpty();

        new TinyBundle("org.example.a", "2.0").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 2.0.0 active");
    }

    @Test
    void unchangedJarShouldBeLeftAlone() throws IOException {
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("a.jar"));
        lookTwice();
        Bundle bundle = framework.getBundleContext().getBundle(DeployFolder.LOCATION + "a.jar");
        long modified = bundle.getLastModified();
        lookTwice();
        assertThat(bundle.getLastModified()).isEqualTo(modified);
    }

    @Test
    void firstLookShouldTakeWhatIsThereAtOnce() throws IOException {
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("a.jar"));
        deploy.lookFirst();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
    }

    @Test
    void halfWrittenJarShouldLeaveTheOldOneUntilItIsWhole() throws IOException {
        Path jar = folder.resolve("a.jar");
        new TinyBundle("org.example.a", "1.0").putAs(jar);
        lookTwice();

        byte[] next = new TinyBundle("org.example.a", "2.0").bytes();
        for (int length : new int[] {0, 1, 100, next.length / 2, next.length - 1}) {
            Files.write(jar, Arrays.copyOf(next, length));
            lookTwice();
            assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
        }

        Files.write(jar, next);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 2.0.0 active");
    }

    // A byte of the payload: the directory at the end is whole, only the checksum tells.
    @Test
    void damagedJarShouldNotBeTaken() throws IOException {
        byte[] bytes = new TinyBundle("org.example.a", "1.0").bytes();
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("a.jar"), bytes);
        lookTwice();
        assertThat(bundles()).isEmpty();
    }

    @Test
    void fileThatIsNoBundleShouldNotKeepOthersFromBeingTaken() throws IOException {
        Files.writeString(folder.resolve("0.jar"), "garbage");
        Files.createDirectory(folder.resolve("1.jar"));
        Files.writeString(folder.resolve("2.txt"), "text");
        new TinyBundle(" ", "1.0").putAs(folder.resolve("3.jar"));
        Files.write(folder.resolve(".hidden.jar"), new TinyBundle("org.example.h", "1.0").bytes());
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("a.jar"));
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
    }

    @Test
    void jarShouldBeTakenOnlyWhenItHasStoodStill() throws IOException {
        Path jar = folder.resolve("a.jar");
        new TinyBundle("org.example.a", "1.0").putAs(jar);
        deploy.look(false);
        new TinyBundle("org.example.a", "2.0").putAs(jar);
        deploy.look(false);
        assertThat(bundles()).isEmpty();
        deploy.look(false);
        assertThat(bundles()).containsExactly("org.example.a 2.0.0 active");
    }

    @Test
    void bundleThatDoesNotResolveShouldBeTriedAgainWhenItsFileChanges() throws IOException {
        Path jar = folder.resolve("a.jar");
        new TinyBundle("org.example.a", "1.0").with("Import-Package", "org.missing").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0");
        new TinyBundle("org.example.a", "1.1").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.1.0 active");
    }

    @Test
    void renamedJarShouldNotMeetItself() throws IOException {
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("b.jar"));
        lookTwice();
        Files.move(folder.resolve("b.jar"), folder.resolve("a.jar"));
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
    }

    @Test
    void secondFileOfTheSameBundleShouldBeRefusedAndTheFirstStay() throws IOException {
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("a.jar"));
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("b.jar"));
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
    }

    @Test
    void bundleUninstalledByAnOperatorShouldComeBackWithItsNextFile() throws Exception {
        Path jar = folder.resolve("a.jar");
        new TinyBundle("org.example.a", "1.0").putAs(jar);
        lookTwice();
        framework.getBundleContext().getBundle(DeployFolder.LOCATION + "a.jar").uninstall();
        lookTwice();
        assertThat(bundles()).isEmpty();
        new TinyBundle("org.example.a", "1.1").putAs(jar);
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.1.0 active");
    }

    @Test
    void folderThatVanishesShouldLeaveItsBundlesRunning() throws IOException {
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("a.jar"));
        lookTwice();
        Path away = Files.move(folder, directory.resolve("away"));
        lookTwice();
        assertThat(bundles()).containsExactly("org.example.a 1.0.0 active");
        Files.move(away, folder);
        Files.delete(folder.resolve("a.jar"));
        lookTwice();
        assertThat(bundles()).isEmpty();
    }

    @Test
    void watcherShouldSeeANewJarByItself() throws IOException {
        deploy.start();
        new TinyBundle("org.example.a", "1.0").putAs(folder.resolve("a.jar"));
        await().untilAsserted(
                        () -> assertThat(bundles()).containsExactly("org.example.a 1.0.0 active"));
    }

    @Test
    void folderThatDoesNotExistShouldBeAClearError() {
        assertThatThrownBy(() -> DeployFolder.check(Optional.of(folder.resolve("none"))))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("is no readable directory; make it first");
    }
}
