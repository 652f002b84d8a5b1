package org.stockade.testkit.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The adapter of one suite: gives each case to the product and compares. */
public interface VectorSuite {
    /** The suite's name: its file without {@code .json}. */
    String name();

    /** The cases of the file; each should have an {@code id}. */
    default List<JsonNode> cases(JsonNode suite) {
        List<JsonNode> cases = new ArrayList<>();
        suite.path("cases").forEach(cases::add);
        return cases;
    }

    /**
     * Runs one case.
     *
     * @param suite the whole file: some share data between cases
     * @param vector one of {@link #cases}
     * @throws Exception if the case cannot be read or the product fails: the case has failed
     */
    CaseResult run(JsonNode suite, JsonNode vector) throws Exception;
}
