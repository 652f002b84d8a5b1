package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/**
 * Suite core-log. The product has no log specification: its events go to the platform's logger of
 * their area at one of four levels (decision 5), and filtering is that logger's.
 */
final class LogAnswers {
    private LogAnswers() {}

    static Map<String, Object> answer(JsonNode suite, JsonNode in) throws NotApplicable {
        throw new NotApplicable(
                switch (in.required("op").asText()) {
                    case "parse-item", "item" ->
                            "there are no items of a log specification: a level belongs to the"
                                    + " logger of an area, org.stockade.core";
                    case "filter" ->
                            "there is no verbosity from 0 to 10: events have one of the levels"
                                    + " error, warning, info and debug";
                    default ->
                            "lines are ID (SESSION): TEXT; name='value', without process, class and"
                                    + " level, which the platform's logger adds";
                });
    }
}
