package org.stockade.testkit.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** What became of one case. */
public sealed interface CaseResult {
    record Passed() implements CaseResult {}

    /** The product's answer is another; both as JSON. */
    record Failed(String expected, String actual) implements CaseResult {}

    /** The case does not apply to this product. */
    record Skipped(String reason) implements CaseResult {}

    /**
     * Compares an answer with what a case expects.
     *
     * @param answer anything Jackson writes: where the expectation is an object, a map of which
     *     only the members expected are compared; {@code null} and absent are the same
     */
    static CaseResult compare(JsonNode expected, @Nullable Object answer) {
        JsonNode actual = new ObjectMapper().valueToTree(answer);
        return agrees(expected, actual)
                ? new Passed()
                : new Failed(expected.toString(), actual.toString());
    }

    private static boolean agrees(JsonNode expected, JsonNode actual) {
        if (expected.isNull() || expected.isMissingNode()) {
            return actual.isNull() || actual.isMissingNode();
        }
        if (expected.isObject()) {
            for (Entry<String, JsonNode> member : expected.properties()) {
                if (!agrees(member.getValue(), actual.path(member.getKey()))) {
                    return false;
                }
            }
            return actual.isObject();
        }
        if (expected.isArray()) {
            if (!actual.isArray() || expected.size() != actual.size()) {
                return false;
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!agrees(expected.get(i), actual.get(i))) {
                    return false;
                }
            }
            return true;
        }
        // Numbers by their text: an int and a long of the same value are different nodes.
        return expected.getNodeType() == actual.getNodeType()
                && expected.asText().equals(actual.asText());
    }
}
