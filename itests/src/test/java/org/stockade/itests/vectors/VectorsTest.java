package org.stockade.itests.vectors;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.stockade.testkit.vectors.CaseResult;
import org.stockade.testkit.vectors.SuiteReport;
import org.stockade.testkit.vectors.VectorRunner;

/**
 * Runs the conformance vectors in the folder of the system property {@code stockade.vectors}, else
 * those beside the tests, and prints what became of them: {@code mvn verify -Pvectors}.
 */
class VectorsTest {
    @TestFactory
    Stream<DynamicContainer> everySuiteShouldAgree() throws IOException {
        List<SuiteReport> reports = new VectorRunner(folder(), Suites.ALL).run();
        // The lines are the product of this run: whoever runs it reads them there.
        reports.stream().flatMap(report -> report.lines().stream()).forEach(System.out::println);
        return reports.stream()
                .filter(report -> isOurs(report.suite()))
                .map(report -> DynamicContainer.dynamicContainer(report.suite(), tests(report)));
    }

    private static Path folder() {
        String named = System.getProperty("stockade.vectors", "");
        if (!named.isEmpty()) {
            // As whoever runs it sees it, from the root of the tree.
            return Path.of(System.getProperty("stockade.root", ".")).resolve(named).normalize();
        }
        try {
            return Path.of(
                    Objects.requireNonNull(VectorsTest.class.getResource("/vectors")).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isOurs(String name) {
        return Suites.ALL.stream().anyMatch(suite -> suite.name().equals(name));
    }

    private static Stream<DynamicTest> tests(SuiteReport report) {
        return switch (report) {
            case SuiteReport.NotRun notRun ->
                    Stream.of(
                            DynamicTest.dynamicTest(
                                    notRun.suite(), () -> Assumptions.abort(notRun.reason())));
            case SuiteReport.Ran ran ->
                    ran.cases().stream()
                            .map(
                                    each ->
                                            DynamicTest.dynamicTest(
                                                    each.id(), () -> assertPassed(each.result())));
        };
    }

    private static void assertPassed(CaseResult result) {
        switch (result) {
            case CaseResult.Passed() -> {}
            case CaseResult.Skipped(String reason) -> Assumptions.abort(reason);
            case CaseResult.Failed(String expected, String actual) ->
                    fail("expected " + expected + ", got " + actual);
        }
    }
}
