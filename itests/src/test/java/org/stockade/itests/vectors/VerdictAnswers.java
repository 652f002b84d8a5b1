package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.LimitException;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;

/** Suite core-verdict: what the product throws in the place of what the prior art raised. */
final class VerdictAnswers {
    private VerdictAnswers() {}

    static Map<String, Object> answer(JsonNode suite, JsonNode in) {
        MasterSession session = new MasterSession(new VectorAccess(List.of()));
        Throwable failure = failure(in.required("raised"));
        session.decide(Outcome.of(failure), String.valueOf(failure.getMessage()));
        return Map.of("verdict", session.outcome().name());
    }

    private static Throwable failure(JsonNode raised) {
        // No exception and no stream: here a chainer always throws where it has none.
        if (raised.isNull()) {
            return new ConnectFailedException("no stream", false);
        }
        return switch (raised.textValue()) {
            case "ZoneException", "DACException", "MACException", "AAException" ->
                    new AccessDeniedException(raised.textValue());
            case "LimitException", "LicenseException" -> new LimitException(raised.textValue());
            default -> new IllegalStateException(raised.textValue());
        };
    }
}
