package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.log.EventLog;

/** What the engine keeps on the disk, by the folder that {@code state.dir} names. */
record StateFolder(Optional<Path> named) {
    private static final EventLog LOG = EventLog.of("core");

    /**
     * @param named value of {@code state.dir}; {@code null} or blank: none
     */
    static StateFolder of(@Nullable Object named) {
        return new StateFolder(
                Optional.ofNullable(named)
                        .map(Object::toString)
                        .filter(value -> !value.isBlank())
                        .map(Path::of));
    }

    /** Of held bodies; without a state folder below the system's temporary one. */
    Path spool() {
        return named.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "stockade"))
                .resolve("spool");
    }

    /** Of taps' files; empty without a state folder: what is in them is not for a shared place. */
    Optional<Path> taps() {
        return named.map(folder -> folder.resolve("taps"));
    }

    /** Of recorded sessions; without a state folder they are kept in memory. */
    Optional<Path> records() {
        return named.map(folder -> folder.resolve("records"));
    }

    void makeSpool() {
        try {
            Files.createDirectories(spool());
        } catch (IOException failed) {
            LOG.warning(
                    "spool-folder-missing",
                    null,
                    "bodies that must be held are refused where memory does not take them",
                    "folder",
                    spool(),
                    "failure",
                    failed);
        }
    }
}
