package org.stockade.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorRunnerTest {
    @TempDir Path folder;

    private final VectorSuite sums =
            new AnswerSuite(
                    "sums",
                    (suite, in) -> {
                        if (in.has("minus")) {
                            throw new AnswerSuite.NotApplicable("nothing is taken away here");
                        }
                        int sum = in.required("a").intValue() + in.required("b").intValue();
                        return Map.of("sum", sum, "beside", true);
                    });

    @Test
    void reportShouldCountAndShowBothValues() throws IOException {
        write(
                "sums",
                """
                {"cases": [
                  {"id": "s-1", "in": {"a": 1, "b": 2}, "expect": {"sum": 3}},
                  {"id": "s-2", "in": {"a": 1, "b": 2}, "expect": {"sum": 4}},
                  {"id": "s-3", "in": {"minus": 1}, "expect": {"sum": 4}}
                ]}
                """);
        assertThat(lines())
                .startsWith("sums: 1 passed, 1 failed, 1 skipped")
                .contains("  skipped s-3: nothing is taken away here")
                .anyMatch(line -> line.startsWith("  failed s-2: expected {\"sum\":4}, got {"));
    }

    @Test
    void malformedCaseShouldFailAlone() throws IOException {
        write(
                "sums",
                """
                {"cases": [
                  {"in": {"a": 1}, "expect": {"sum": 3}},
                  "no case at all",
                  {"id": "s-3", "in": {"a": 1, "b": 1}},
                  {"id": "s-4", "in": {"a": 1, "b": 1}, "expect": {"sum": 2}}
                ]}
                """);
        assertThat(lines()).hasSize(4).startsWith("sums: 1 passed, 3 failed, 0 skipped");
        assertThat(lines().get(1)).startsWith("  failed case 1: expected {\"sum\":3}, got ");
    }

    @Test
    void unreadableFileShouldFailItsSuite() throws IOException {
        write("sums", "{\"cases\": [");
        assertThat(lines()).hasSize(2).startsWith("sums: 0 passed, 1 failed, 0 skipped");
    }

    @Test
    void fileWithoutCasesShouldFailItsSuite() throws IOException {
        write("sums", "{}");
        assertThat(lines()).startsWith("sums: 0 passed, 1 failed, 0 skipped");
    }

    @Test
    void suiteWithoutFileAndFileWithoutSuiteShouldBeNamed() throws IOException {
        write("products", "not even JSON");
        Files.writeString(folder.resolve("README.md"), "");
        assertThat(lines())
                .containsExactly(
                        "sums: not run (no such file in " + folder + ")",
                        "products: not run (area not built yet)");
    }

    @Test
    void missingFolderShouldBeNamed() {
        VectorRunner runner = new VectorRunner(folder.resolve("away"), List.of(sums));
        assertThatThrownBy(runner::run)
                .isInstanceOf(IOException.class)
                .hasMessage("no folder of vectors: " + folder.resolve("away"));
    }

    private List<String> lines() throws IOException {
        return new VectorRunner(folder, List.of(sums))
                .run().stream().flatMap(report -> report.lines().stream()).toList();
    }

    private void write(String suite, String json) throws IOException {
        Files.writeString(folder.resolve(suite + ".json"), json);
    }
}
