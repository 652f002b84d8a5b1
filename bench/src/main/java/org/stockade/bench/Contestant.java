package org.stockade.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A proxy that takes part.
 *
 * @param name as in the tables
 * @param jvm whether it runs on one: then it needs load before it is measured, and answers jcmd
 */
record Contestant(String name, Family family, boolean jvm, Launch launch) {
    /** Writes a server's configuration and tells how to start it. */
    @FunctionalInterface
    interface Launch {
        Command at(Place place) throws IOException;
    }

    /** The same one with a further option of its JVM. */
    Contestant withJavaOption(String option) {
        return jvm
                ? new Contestant(name, family, true, place -> launch.at(place).with(option))
                : this;
    }

    /** What to start: it must stay in the foreground. */
    record Command(List<String> words, Map<String, String> environment) {
        static Command of(String... words) {
            return new Command(List.of(words), Map.of());
        }

        private Command with(String javaOption) {
            Map<String, String> more = new HashMap<>(environment);
            more.merge(Stockade.JAVA_OPTIONS, javaOption, (old, added) -> old + " " + added);
            return new Command(words, more);
        }
    }
}
