package org.stockade.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A result as horizontal bars in SVG: the judged metric of each contestant. */
final class Chart {
    private static final int WIDTH = 640;
    private static final int LEFT = 190;
    private static final int BAR = 22;
    private static final int TOP = 46;
    private static final int LONGEST = 340;

    private Chart() {}

    static String of(Result result) {
        Metric metric = result.workload().judged();
        List<Contestant> contestants = result.contestants();
        double most =
                contestants.stream()
                        .map(contestant -> result.median(contestant, metric))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .max()
                        .orElse(1);
        int height = TOP + contestants.size() * BAR + 10;
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="sans-serif" font-size="12">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="8" y="16" font-weight="bold">%3$s</text>
                <text x="8" y="33" fill="#555555">%4$s, less is better</text>
                """
                        .formatted(
                                WIDTH,
                                height,
                                escaped(result.workload().title()),
                                escaped(Table.title(metric, result.workload().unit()))));
        int y = TOP;
        for (Contestant contestant : contestants) {
            OptionalDouble value = result.median(contestant, metric);
            if (value.isPresent()) {
                bar(
                        svg,
                        y,
                        contestant,
                        metric.text(value.getAsDouble()),
                        value.getAsDouble() / most);
            }
            y += BAR;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(
            StringBuilder svg, int y, Contestant contestant, String value, double share) {
        double length = Math.max(1, share * LONGEST);
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <text x="%d" y="%d" text-anchor="end">%s</text>
                        <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                        <text x="%.1f" y="%d">%s</text>
                        """,
                        LEFT - 8,
                        y + 14,
                        escaped(contestant.name()),
                        LEFT,
                        y + 2,
                        length,
                        BAR - 5,
                        contestant.jvm() ? "#2f6f4f" : "#9aa7b4",
                        LEFT + length + 6,
                        y + 14,
                        value));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
