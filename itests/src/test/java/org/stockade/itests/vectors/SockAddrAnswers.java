package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.stockade.endpoint.SockAddr;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Suite core-sockaddr. */
final class SockAddrAnswers {
    private SockAddrAnswers() {}

    static Map<String, Object> answer(JsonNode suite, JsonNode in) throws NotApplicable {
        SockAddr address =
                SockAddr.of(in.required("ip").textValue(), in.required("port").intValue());
        JsonNode op = in.required("op");
        if (op.asText().equals("format")) {
            return Map.of("text", address.format());
        }
        throw Json.unknown("operation", op);
    }
}
