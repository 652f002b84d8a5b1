package org.stockade.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A result as a table in Markdown. */
final class Table {
    private Table() {}

    static String of(Result result) {
        List<Metric> metrics = List.copyOf(result.metrics());
        Metric judged = result.workload().judged();
        StringBuilder text = new StringBuilder();
        text.append("### ").append(result.workload().name()).append("\n\n");
        text.append(result.workload().title()).append(".\n\n");
        List<String> head = new ArrayList<>(List.of("contestant"));
        metrics.forEach(metric -> head.add(title(metric, result.workload().unit())));
        head.add("%s to HAProxy's (range)".formatted(judged.title()));
        row(text, head);
        row(text, head.stream().map(cell -> cell.equals("contestant") ? ":---" : "---:").toList());
        for (Contestant contestant : result.contestants()) {
            List<String> cells = new ArrayList<>(List.of(contestant.name()));
            for (Metric metric : metrics) {
                var median = result.median(contestant, metric);
                cells.add(median.isPresent() ? metric.text(median.getAsDouble()) : "");
            }
            cells.add(ratio(result.ratios(contestant, judged)));
            row(text, cells);
        }
        result.notes().forEach(note -> text.append("\n* ").append(note));
        return text.append(result.notes().isEmpty() ? "" : "\n").toString();
    }

    /** The head of a column. */
    static String title(Metric metric, String unit) {
        return switch (metric) {
            case RATE -> unit.equals("MiB") ? "MiB/s" : unit + "s/s";
            case CPU -> "CPU µs per " + unit;
            default -> metric.title();
        };
    }

    private static String ratio(List<Double> ratios) {
        return ratios.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f to %.2f)",
                        Statistics.median(ratios),
                        Collections.min(ratios),
                        Collections.max(ratios));
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
