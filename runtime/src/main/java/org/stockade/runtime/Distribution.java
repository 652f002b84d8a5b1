package org.stockade.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that the script belongs to: {@code lib} is the class path, {@code bundles} goes into
 * the framework.
 */
record Distribution(Path home) {
    /** Without these there is no firewall; anything else may be absent or fail. In start order. */
    static final List<String> CORE =
            List.of(
                    "org.apache.felix.configadmin",
                    "org.apache.felix.scr",
                    "org.stockade.session-api",
                    "org.stockade.policy",
                    "org.stockade.transport",
                    "org.stockade.shell",
                    "org.stockade.session-impl");

    /** Opens the listeners, so it is started when everything else is there. */
    static final String ENGINE = "org.stockade.session-impl";

    /** The script says where it is: {@code -Dstockade.home}. */
    static Distribution ofProcess() throws LaunchException {
        String home = System.getProperty("stockade.home", "");
        if (home.isEmpty()) {
            throw LaunchException.failed(
                    "the property stockade.home is not set; start with the script stockade");
        }
        return new Distribution(Path.of(home).toAbsolutePath());
    }

    /** The jars in {@code bundles}, by name. */
    List<Path> bundles() throws LaunchException {
        Path folder = home.resolve("bundles");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException failure) {
            throw LaunchException.failed(
                    "the bundles in " + folder + " cannot be read; install the distribution again");
        }
    }

    /** Whether the fast transport is part of it; it needs JDK 25 and Linux. */
    String transport() throws LaunchException {
        boolean there =
                bundles().stream()
                        .anyMatch(
                                it ->
                                        String.valueOf(it.getFileName())
                                                .startsWith("transport-linux"));
        return there
                        && Runtime.version().feature() >= 25
                        && System.getProperty("os.name").equals("Linux")
                ? "loops"
                : "portable";
    }
}
