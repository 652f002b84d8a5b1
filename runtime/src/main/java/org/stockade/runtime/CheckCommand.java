package org.stockade.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks a policy against the bundles of the distribution and of a deploy folder. Proxies check
 * their own settings, so a framework runs for it, in a directory of its own and without a listener.
 */
record CheckCommand(Options.Check options, Distribution distribution, Terminal terminal) {
    int run() throws LaunchException, IOException {
        DeployFolder.check(options.deploy());
        if (!Files.isReadable(options.policy())) {
            throw LaunchException.failed(
                    "policy file " + options.policy() + " does not exist or cannot be read");
        }
        if (!Files.isRegularFile(options.policy())) {
            throw LaunchException.failed(
                    "policy file "
                            + options.policy()
                            + (Files.isDirectory(options.policy())
                                    ? " is a directory"
                                    : " is no ordinary file"));
        }
        Path scratch = Files.createTempDirectory("stockade-check");
        try {
            check(scratch);
        } finally {
            delete(scratch);
        }
        terminal.out().println(options.policy() + ": no error");
        return 0;
    }

    private void check(Path scratch) throws LaunchException, IOException {
        Host host =
                Host.start(
                        distribution,
                        scratch.resolve("bundle-cache"),
                        Map.of(
                                "org.stockade.serve",
                                "false",
                                // A jar whose code the policy would not let in does not run here.
                                "org.stockade.policy.checked",
                                options.policy().toAbsolutePath().normalize().toString()));
        try {
            Optional<DeployFolder> deploy = DeployFolder.open(options.deploy(), scratch, host);
            deploy.ifPresent(DeployFolder::lookFirst);
            host.startEngine();
            terminal.err().print(host.control().ask("check " + options.policy()));
            if (options.totality()) {
                terminal.out().print(host.control().ask("totality " + options.policy()));
            }
        } finally {
            host.stop();
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
