package org.stockade.testkit.vectors;

import java.util.ArrayList;
import java.util.List;

/** What became of one suite. */
public sealed interface SuiteReport {
    String suite();

    /** As it is printed: a line for the suite, one for each case that did not pass. */
    List<String> lines();

    /** It was run. */
    record Ran(String suite, List<CaseReport> cases) implements SuiteReport {
        public Ran {
            cases = List.copyOf(cases);
        }

        @Override
        public List<String> lines() {
            int failed = 0;
            int skipped = 0;
            List<String> details = new ArrayList<>();
            for (CaseReport each : cases) {
                switch (each.result()) {
                    case CaseResult.Passed() -> {}
                    case CaseResult.Failed(String expected, String actual) -> {
                        failed++;
                        details.add(
                                "  failed %s: expected %s, got %s"
                                        .formatted(each.id(), oneLine(expected), oneLine(actual)));
                    }
                    case CaseResult.Skipped(String reason) -> {
                        skipped++;
                        details.add("  skipped %s: %s".formatted(each.id(), reason));
                    }
                }
            }
            List<String> lines = new ArrayList<>();
            lines.add(
                    "%s: %d passed, %d failed, %d skipped"
                            .formatted(suite, cases.size() - failed - skipped, failed, skipped));
            lines.addAll(details);
            return lines;
        }

        private static String oneLine(String text) {
            return text.replaceAll("\\R\\s*", " ");
        }
    }

    /** It was not run, and why. */
    record NotRun(String suite, String reason) implements SuiteReport {
        @Override
        public List<String> lines() {
            return List.of("%s: not run (%s)".formatted(suite, reason));
        }
    }

    /** What became of one case. */
    record CaseReport(String id, CaseResult result) {}
}
