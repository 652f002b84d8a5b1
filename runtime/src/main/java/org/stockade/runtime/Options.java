package org.stockade.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the command line asks for. */
sealed interface Options {
    /**
     * Serves in the foreground; without a policy the embedded default.
     *
     * @param fallsBack whether the last good policy may serve in place of one with errors
     */
    record Run(Optional<Path> policy, Optional<Path> deploy, Path state, boolean fallsBack)
            implements Options {}

    /** Checks a policy without opening a listener; {@code totality}: tells what it decides. */
    record Check(Path policy, Optional<Path> deploy, boolean totality) implements Options {}

    /** One command to the running instance; without words, commands from standard input. */
    record Ctl(Path state, boolean json, List<String> words) implements Options {}

    /** Serves itself for a few seconds, for the JVM to record; {@code state} is for it alone. */
    record Train(Path state) implements Options {}

    /** Tells the versions. */
    record Version() implements Options {}

    /** Tells the usage. */
    record Help() implements Options {}
}
