package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The results as a file: method, date, versions, command, tables and charts.
 *
 * @param command the words after {@code bench/run}
 * @param facts versions and what a reader must know
 * @param byCores results by number of cores of the proxy
 */
record Report(
        List<String> command,
        Options options,
        List<String> facts,
        Map<Integer, List<Result>> byCores) {
    /** Writes it, and the charts into the folder {@code charts} beside it. */
    void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path charts = absolute.resolveSibling("charts");
        Files.createDirectories(charts);
        for (Map.Entry<Integer, List<Result>> one : byCores.entrySet()) {
            for (Result result : one.getValue()) {
                Files.writeString(charts.resolve(chart(one.getKey(), result)), Chart.of(result));
            }
        }
        Files.writeString(absolute, text());
    }

    private static String chart(int cores, Result result) {
        return "%s-%d.svg".formatted(result.workload().name(), cores);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Results

                Measured on %s by `bench/run%s`:
                %d rounds of %d s, order of the contestants drawn anew in each
                round with seed %d. Values are medians over the rounds. A ratio is made with HAProxy's value of the
                same round, in TCP to `haproxy-tcp` and in HTTP to `haproxy-http`; then the median is taken, with
                the least and the greatest in brackets. CPU is that of the proxy's processes alone, user and
                kernel, all threads, by the scheduler's count. See [README.md](README.md) for the method and the
                configurations.

                %s

                """
                        .formatted(
                                LocalDate.now(ZoneOffset.UTC),
                                // Where somebody's files are is nobody's business.
                                command.stream()
                                        .map(word -> " " + word.replaceAll("(^|=)/\\S*/", "$1"))
                                        .collect(Collectors.joining()),
                                options.rounds(),
                                options.seconds(),
                                options.seed(),
                                facts.stream()
                                        .map(fact -> "* " + fact)
                                        .collect(Collectors.joining("\n"))));
        byCores.forEach((cores, results) -> text.append(section(cores, results)));
        if (byCores.size() > 1) {
            text.append("## How the cost grows with cores\n\n").append(Summary.growth(byCores));
        }
        return text.toString();
    }

    private static String section(int cores, List<Result> results) {
        StringBuilder text = new StringBuilder();
        text.append("## %d %s\n\n".formatted(cores, cores == 1 ? "core" : "cores"));
        String goals = Summary.goals(results);
        if (!goals.isEmpty()) {
            text.append("### Goals\n\n").append(goals).append('\n');
        }
        for (Result result : results) {
            text.append(Table.of(result));
            text.append(
                    "\n![%s](charts/%s)\n\n"
                            .formatted(result.workload().name(), chart(cores, result)));
        }
        return text.toString();
    }
}
