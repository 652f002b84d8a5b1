package org.stockade.itests.peers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Where the build has put things, and free ports. */
public final class Places {
    private Places() {}

    /** The distribution of the reactor: {@code lib/} and {@code bundles/}. */
    public static Path distribution() {
        return Path.of(System.getProperty("stockade.dist"));
    }

    /** The root of the source tree, with the script. */
    public static Path root() {
        return Path.of(System.getProperty("stockade.root")).toAbsolutePath().normalize();
    }

    /** The jar of an example, by the name of its folder. */
    public static Path example(String name) throws IOException {
        for (String folder :
                System.getProperty("stockade.examples").split(java.io.File.pathSeparator)) {
            Path target = Path.of(folder);
            try (var files =
                    Files.exists(target)
                            ? Files.list(target)
                            : java.util.stream.Stream.<Path>empty()) {
                var jar =
                        files.filter(
                                        file ->
                                                file.getFileName()
                                                        .toString()
                                                        .matches(name + "-[0-9].*\\.jar"))
                                .filter(file -> !file.toString().endsWith("-sources.jar"))
                                .findFirst();
                if (jar.isPresent()) {
                    return jar.get();
                }
            }
        }
        throw new IOException(
                "no jar of example " + name + " in " + System.getProperty("stockade.examples"));
    }

    /** The jar of one of our bundles. */
    public static Path bundle(String name) throws IOException {
        try (var files = Files.list(distribution().resolve("bundles"))) {
            return files.filter(
                            file -> file.getFileName().toString().matches(name + "-[0-9].*\\.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException("no bundle " + name + " in " + distribution()));
        }
    }

    /**
     * A port that nobody listens on now, nor will by chance: below those that a system hands out to
     * whoever asks for any, as connections and other tests do all the time.
     */
    public static int freePort() throws IOException {
        for (int i = 0; i < 1000; i++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            }
        }
        throw new BindException("no port between 20000 and 32000 is free");
    }

    /** Whether a program is on the path; says loudly what is skipped where it is not. */
    public static boolean has(String program) {
        boolean there =
                Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!there) {
            System.err.println(
                    "SKIPPED: tests with the real peer "
                            + program
                            + ", which is not installed here");
        }
        return there;
    }
}
