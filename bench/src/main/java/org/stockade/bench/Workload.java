package org.stockade.bench;

import java.io.IOException;
import java.util.List;

/** One kind of load. */
interface Workload {
    /** As on the command line. */
    String name();

    /** What is done, in a line of the report. */
    String title();

    /** What {@link Metric#RATE} and {@link Metric#CPU} count. */
    default String unit() {
        return "request";
    }

    /** The metric that is compared with HAProxy's. */
    default Metric judged() {
        return Metric.CPU;
    }

    /**
     * Finds out what must be known before the first round.
     *
     * @return what readers of the result should know of it
     */
    default List<String> prepare(Rig rig, int seconds) throws IOException, InterruptedException {
        return List.of();
    }

    /** Whether contestants need load before they are measured. */
    default boolean warmsUp() {
        return true;
    }

    /** One contestant in one round, for about so many seconds. */
    Sample measure(Server server, int seconds, Rig rig) throws IOException, InterruptedException;
}
