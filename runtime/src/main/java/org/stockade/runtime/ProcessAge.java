package org.stockade.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long this process has lived, the script that became it included. */
final class ProcessAge {
    /** Of proc(5), for every architecture we know. */
    private static final long TICKS_PER_SECOND = 100;

    /** In /proc/self/stat counted from 1; the name in field 2 may hold blanks. */
    private static final int START_TIME = 22;

    private ProcessAge() {}

    /**
     * The age in steps of 10 ms. The JDK's own start instant may be a second early on Linux, where
     * it is made from the time of boot in whole seconds.
     *
     * @param otherwise the start where the system tells none
     */
    static Duration now(Instant otherwise) {
        try {
            return of(
                    Files.readString(Path.of("/proc/self/stat")),
                    Files.readString(Path.of("/proc/uptime")));
        } catch (IOException | RuntimeException noProc) {
            Optional<Instant> start = ProcessHandle.current().info().startInstant();
            return Duration.between(start.orElse(otherwise), Instant.now());
        }
    }

    /** Both count from the boot: the start in ticks, the time up in seconds with two decimals. */
    static Duration of(String stat, String uptime) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long startMillis = Long.parseLong(afterName[START_TIME - 3]) * 1000 / TICKS_PER_SECOND;
        long upMillis = (long) (Double.parseDouble(uptime.split(" ")[0]) * 1000);
        return Duration.ofMillis(upMillis - startMillis);
    }
}
