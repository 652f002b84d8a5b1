package org.stockade.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A proxy that takes part.
 *
 * @param name as in the tables
 * @param warmUp whether code is compiled while it runs, so that it needs load before it is measured
 */
record Contestant(String name, Family family, boolean warmUp, Launch launch) {
    /** Writes a server's configuration and tells how to start it. */
    @FunctionalInterface
    interface Launch {
        Command at(Place place) throws IOException;
    }

    /** What to start: it must stay in the foreground. */
    record Command(List<String> words, Map<String, String> environment) {
        static Command of(String... words) {
            return new Command(List.of(words), Map.of());
        }
    }
}
