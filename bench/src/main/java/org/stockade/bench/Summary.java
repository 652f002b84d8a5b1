package org.stockade.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Tables over several workloads. */
final class Summary {
    private Summary() {}

    /** What was to be reached, and what was; empty if no goal was measured. */
    static String goals(List<Result> results) {
        StringBuilder rows = new StringBuilder();
        for (Goal goal : Goal.ALL) {
            for (Result result : results) {
                for (Contestant contestant : result.contestants()) {
                    OptionalDouble measured = goal.measured(result, contestant);
                    if (goal.concerns(result, contestant) && measured.isPresent()) {
                        rows.append(row(goal, result, contestant, measured.getAsDouble()));
                    }
                }
            }
        }
        return rows.isEmpty()
                ? ""
                : "| workload | contestant | judged by | measured | goal | |\n"
                        + "| :--- | :--- | :--- | ---: | ---: | :--- |\n"
                        + rows;
    }

    private static String row(Goal goal, Result result, Contestant contestant, double measured) {
        String judged = result.workload().judged().title();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %.2f | %s |%n",
                goal.workload(),
                contestant.name(),
                goal.ratio() ? judged + " to HAProxy's" : judged,
                measured,
                goal.bound(),
                measured <= goal.bound() ? "reached" : "missed");
    }

    /**
     * How CPU per unit grows with the cores of the proxy.
     *
     * @param byCores results by number of cores, two at least
     */
    static String growth(Map<Integer, List<Result>> byCores) {
        Map<String, Map<Integer, Double>> rows = new LinkedHashMap<>();
        byCores.forEach(
                (cores, results) -> {
                    for (Result result : results) {
                        for (Contestant contestant : result.contestants()) {
                            String row = result.workload().name() + " | " + contestant.name();
                            result.median(contestant, Metric.CPU)
                                    .ifPresent(
                                            cpu ->
                                                    rows.computeIfAbsent(
                                                                    row,
                                                                    any -> new LinkedHashMap<>())
                                                            .put(cores, cpu));
                        }
                    }
                });
        Set<Integer> columns = new LinkedHashSet<>(byCores.keySet());
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| workload | contestant |");
        StringBuilder rule = new StringBuilder("| :--- | :--- |");
        for (int cores : columns) {
            head.append(" CPU µs, ").append(cores).append(cores == 1 ? " core |" : " cores |");
            rule.append(" ---: |");
        }
        lines.add(head + " last to first |");
        lines.add(rule + " ---: |");
        rows.forEach((row, cpu) -> lines.add("| " + row + " |" + cells(columns, cpu)));
        return String.join("\n", lines) + "\n";
    }

    private static String cells(Set<Integer> columns, Map<Integer, Double> cpu) {
        StringBuilder cells = new StringBuilder();
        List<Double> known = new ArrayList<>();
        for (int cores : columns) {
            Double value = cpu.get(cores);
            if (value != null) {
                known.add(value);
            }
            cells.append(' ').append(value == null ? "" : Metric.CPU.text(value)).append(" |");
        }
        return known.size() > 1
                ? cells + String.format(Locale.ROOT, " %.2f |", known.getLast() / known.getFirst())
                : cells + " |";
    }
}
