package org.stockade.bench;

import java.util.Map;
import org.stockade.bench.Sample.Report;

/**
 * What wrk's own account at its end says.
 *
 * @param microseconds how long it ran
 * @param p50 latency in microseconds; likewise p99 and p999
 * @param failures connections not made, reads, writes and waits that failed, statuses over 399
 */
record WrkReport(
        long requests, long microseconds, double p50, double p99, double p999, long failures) {
    /** Prints the one line that {@link #parse} reads. */
    static final String SCRIPT =
            """
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("bench %d %d %d %d %d %d\\n",
                summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    static WrkReport parse(String output) {
        String[] words =
                output.lines()
                        .filter(line -> line.startsWith("bench "))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("not wrk's: " + output))
                        .split(" ", -1);
        return new WrkReport(
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]),
                Double.parseDouble(words[5]),
                Long.parseLong(words[6]));
    }

    Report report() {
        return new Report(
                requests,
                microseconds / 1e6,
                Map.of(
                        Metric.P50, p50,
                        Metric.P99, p99,
                        Metric.P999, p999,
                        Metric.FAILURES, (double) failures));
    }
}
