package org.stockade.bench;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What one contestant did in one round of one workload. */
record Sample(Map<Metric, Double> values) {
    Sample {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** Something that puts load on a server and reports what came of it, without CPU and memory. */
    @FunctionalInterface
    interface Load {
        Report run() throws IOException, InterruptedException;
    }

    /**
     * What a load saw.
     *
     * @param units how many requests, connections or MiB were done
     * @param seconds how long that took
     * @param further latencies, failures
     */
    record Report(double units, double seconds, Map<Metric, Double> further) {}

    /** Runs a load and measures the server meanwhile. */
    static Sample of(Server server, Load load) throws IOException, InterruptedException {
        server.forgetPeak();
        long before = server.cpuNanos();
        Report report = load.run();
        long used = server.cpuNanos() - before;
        ProcessStatus memory = server.memory();
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        if (report.units() > 0) {
            values.put(Metric.RATE, report.units() / report.seconds());
            values.put(Metric.CPU, used / 1e3 / report.units());
        }
        values.put(Metric.PEAK, memory.peak() / 0x1p20);
        values.put(Metric.RSS, memory.rss() / 0x1p20);
        values.putAll(report.further());
        return new Sample(values);
    }
}
