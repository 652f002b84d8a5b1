package org.stockade.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * A folder of bundles: a jar that appears is installed and started, a changed one updated, a
 * removed one uninstalled. One thread looks at it every half second.
 *
 * <p>Only a jar that has stood still between two looks and that opens to its end is taken; while it
 * does not, what it is to replace goes on.
 */
final class DeployFolder implements AutoCloseable {
    static final String LOCATION = "stockade-deploy:";

    private static final long LOOK_MILLIS = 500;

    private final System.Logger log = System.getLogger("org.stockade.deploy");
    private final Path folder;
    private final Path scratch;
    private final BundleContext context;
    private final DeployRules rules;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread watcher;

    /** By file name; only the watcher uses these once it runs. */
    private final Map<String, Deployed> deployed = new HashMap<>();

    private final Map<String, Fingerprint> lastSeen = new HashMap<>();
    private boolean readable = true;

    /** What became of one state of a file; {@code bundle} is absent while no state was good. */
    private record Deployed(Fingerprint tried, @Nullable Bundle bundle) {}

    /**
     * A folder nobody looks at yet.
     *
     * @param scratch a directory for copies, on which nobody else works
     */
    DeployFolder(Path folder, Path scratch, BundleContext context, DeployRules rules) {
        this.rules = rules;
        this.folder = folder;
        this.scratch = scratch;
        this.context = context;
        this.watcher = Thread.ofPlatform().daemon().name("deploy-folder").unstarted(this::watch);
    }

    /**
     * Says whether this can be a deploy folder at all.
     *
     * @throws LaunchException if it is given and is no readable directory
     */
    static void check(Optional<Path> folder) throws LaunchException {
        if (folder.isPresent()
                && !(Files.isDirectory(folder.get()) && Files.isReadable(folder.get()))) {
            throw LaunchException.failed(
                    "deploy folder " + folder.get() + " is no readable directory; make it first");
        }
    }

    /** The folder that was asked for, with a place for its copies below {@code state}. */
    static Optional<DeployFolder> open(Optional<Path> folder, Path state, Host host)
            throws IOException, LaunchException {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Path scratch = Files.createDirectories(state.resolve("deploy"));
        return Optional.of(
                new DeployFolder(
                        folder.get(), scratch, host.context(), DeployRules.of(host.control())));
    }

    /** Looks once, taking what is complete at once; for the time before anything else runs. */
    void lookFirst() {
        look(true);
    }

    /** Goes on looking in a thread of its own. */
    void start() {
        watcher.start();
    }

    private void watch() {
        try {
            while (!end.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look(false);
            }
        } catch (InterruptedException | IllegalStateException stopped) {
            // the framework has gone
        }
    }

    /** Looks once: first what was removed, so that a renamed jar does not meet itself. */
    void look(boolean atOnce) {
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(DeployFolder::isCandidate).sorted().toList();
            readable = true;
        } catch (IOException failure) {
            // A folder that cannot be seen says nothing about its jars: what runs goes on.
            if (readable) {
                tell(
                        Level.WARNING,
                        "folder-gone",
                        "the folder cannot be read; its bundles stay",
                        folder.toString(),
                        LaunchException.line(failure));
            }
            readable = false;
            return;
        }
        List<String> names = jars.stream().map(DeployFolder::nameOf).toList();
        for (String gone : new ArrayList<>(deployed.keySet())) {
            if (!names.contains(gone)) {
                remove(gone);
            }
        }
        lastSeen.keySet().retainAll(names);
        jars.forEach(jar -> consider(jar, atOnce));
    }

    private static boolean isCandidate(Path file) {
        String name = nameOf(file);
        return name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file);
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void consider(Path jar, boolean atOnce) {
        String name = nameOf(jar);
        try {
            Fingerprint now = Fingerprint.of(jar);
            @Nullable Fingerprint before = lastSeen.put(name, now);
            @Nullable Deployed known = deployed.get(name);
            boolean isNew = known == null || !known.tried().equals(now);
            if (isNew && (atOnce || now.equals(before))) {
                take(jar, now, known == null ? null : known.bundle());
            }
        } catch (NoSuchFileException gone) {
            // between the listing and here; the next look removes it
        } catch (IOException failure) {
            tell(
                    Level.WARNING,
                    "bad-jar",
                    "a file cannot be read",
                    name,
                    LaunchException.line(failure));
        }
    }

    private void take(Path jar, Fingerprint now, @Nullable Bundle old) throws IOException {
        String name = nameOf(jar);
        Path copy = scratch.resolve("incoming.jar");
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        if (!Fingerprint.of(jar).equals(now)) {
            return; // still being written
        }
        @Nullable Bundle bundle = old;
        try {
            JarContent content = JarContent.read(copy);
            Optional<String> why = rules.refusal(copy);
            if (why.isEmpty()) {
                bundle = deploy(name, content, copy, old);
            } else {
                refuse(name, old, why.get());
            }
        } catch (IOException bad) {
            tell(
                    Level.WARNING,
                    "bad-jar",
                    old == null ? "not taken" : "not taken; the bundle before it stays",
                    name,
                    LaunchException.line(bad));
        } finally {
            deployed.put(name, new Deployed(now, bundle));
            Files.deleteIfExists(copy);
        }
    }

    private @Nullable Bundle deploy(
            String name, JarContent content, Path copy, @Nullable Bundle old) throws IOException {
        @Nullable Bundle bundle = old;
        boolean update = old != null && old.getState() != Bundle.UNINSTALLED;
        String act = update ? "update" : "install";
        String result = "ok";
        rules.begin();
        try (InputStream in = Files.newInputStream(copy)) {
            if (update && old != null) {
                old.update(in);
            } else {
                bundle = context.installBundle(LOCATION + name, in);
            }
            if (bundle != null && !content.isFragment()) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
            tell(
                    Level.INFO,
                    update ? "updated" : "installed",
                    "a bundle of the folder serves",
                    name,
                    content.symbolicName() + " " + (bundle == null ? "" : bundle.getVersion()));
        } catch (BundleException failure) {
            result = Unresolved.line(failure);
            tell(
                    Level.ERROR,
                    "failed",
                    "a bundle of the folder does not start; it is tried again when"
                            + " its file changes",
                    name,
                    result);
        } finally {
            rules.end(act, name + " " + content.symbolicName(), result);
        }
        return bundle;
    }

    private void refuse(String name, @Nullable Bundle old, String why) {
        tell(
                Level.WARNING,
                "refused",
                "the policy lets in signed bundles alone"
                        + (old == null ? "" : "; the bundle before it stays"),
                name,
                why);
        rules.begin();
        rules.end(old == null ? "install" : "update", name, "refused: " + why);
    }

    private void remove(String name) {
        @Nullable Deployed known = deployed.remove(name);
        @Nullable Bundle bundle = known == null ? null : known.bundle();
        if (bundle == null || bundle.getState() == Bundle.UNINSTALLED) {
            return;
        }
        String what = bundle.getSymbolicName() + " " + bundle.getVersion();
        String result = "ok";
        rules.begin();
        try {
            bundle.uninstall();
            tell(Level.INFO, "removed", "a bundle was uninstalled with its file", name, what);
        } catch (BundleException failure) {
            result = Unresolved.line(failure);
            tell(Level.ERROR, "failed", "a bundle cannot be uninstalled", name, result);
        } finally {
            rules.end("uninstall", name + " " + what, result);
        }
    }

    private void tell(Level level, String event, String text, String file, String what) {
        log.log(
                level,
                () ->
                        "deploy."
                                + event
                                + " nosession: "
                                + text
                                + "; file='"
                                + file
                                + "', what='"
                                + what
                                + "'");
    }

    /** Ends the looking; the bundles stay. */
    @Override
    public void close() {
        end.countDown();
    }
}
