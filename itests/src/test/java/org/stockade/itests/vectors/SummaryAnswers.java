package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Known;
import org.stockade.engine.internal.record.SummaryRecord;
import org.stockade.engine.internal.record.Traffic;
import org.stockade.session.MasterSession;
import org.stockade.session.Outcome;
import org.stockade.session.Zone;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Suite core-summary. */
final class SummaryAnswers {
    private SummaryAnswers() {}

    static Map<String, ? extends Object> answer(JsonNode suite, JsonNode in) throws NotApplicable {
        JsonNode what = in.required("what");
        return switch (what.asText()) {
            case "field order" -> fields();
            case "record" -> values(in.required("session"));
            default -> throw Json.unknown("subject", what);
        };
    }

    /** The prior art's fields come first, to auth_user; ours follow. */
    private static Map<String, Object> fields() {
        MasterSession session = new MasterSession(new VectorAccess(List.of()));
        List<String> names =
                new ArrayList<>(
                        SummaryRecord.of(session, Instant.now(), Optional.empty(), Traffic.NONE)
                                .values()
                                .keySet());
        return Map.of("fields", names.subList(0, names.indexOf("auth_user") + 1));
    }

    private static Map<String, Object> values(JsonNode session) {
        JsonNode rule = session.path("rule_id");
        SummaryRecord record =
                new SummaryRecord(
                        rule.isInt() ? OptionalInt.of(rule.intValue()) : OptionalInt.empty(),
                        Instant.ofEpochSecond(session.path("session_start").longValue()),
                        Instant.ofEpochSecond(session.path("session_end").longValue()),
                        session.path("client_proto").asText(),
                        Json.addressIn(session, "client"),
                        zone(session, "client_zone"),
                        Json.textIn(session, "chainer_protocol")
                                .filter(protocol -> !protocol.startsWith("AUTO")),
                        Json.addressIn(session, "server"),
                        zone(session, "server_zone"),
                        Json.addressIn(session, "client_local"),
                        Json.addressIn(session, "server_local"),
                        Outcome.valueOf(session.path("verdict").asText()),
                        session.path("info").asText(),
                        Json.textIn(session, "auth_user"),
                        Traffic.NONE,
                        Optional.empty(),
                        1,
                        Known.NOBODY);
        Map<String, Object> answer = new LinkedHashMap<>();
        record.values().forEach((name, text) -> answer.put(name, asNumber(name, text)));
        return answer;
    }

    /** The vectors have numbers where the record, being text, has digits. */
    private static Object asNumber(String name, String text) {
        return (name.endsWith("port") || name.startsWith("session_")) ? Long.valueOf(text) : text;
    }

    private static Optional<Zone> zone(JsonNode session, String member) {
        return Json.textIn(session, member).map(name -> new Zone(name, null, List.of()));
    }
}
