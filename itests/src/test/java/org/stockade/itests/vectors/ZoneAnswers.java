package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.lookup.ZoneTable;
import org.stockade.session.Zone;

/** Suites core-zones, core-zone-define and core-target-zones. */
final class ZoneAnswers {
    private ZoneAnswers() {}

    static Map<String, @Nullable Object> lookup(JsonNode suite, JsonNode in) {
        ZoneTable table = new ZoneTable(new VectorZones(in.required("zones")).all());
        SockAddr address = SockAddr.of(in.required("address").textValue(), 0);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("zone", table.find(address.address()).map(Zone::name).orElse(null));
        return answer;
    }

    static Map<String, @Nullable Object> define(JsonNode suite, JsonNode in) {
        JsonNode before = in.required("zones");
        JsonNode added = JsonNodeFactory.instance.arrayNode().add(in.required("add"));
        List<Zone> all = new VectorZones(before, added).all();
        // Must not throw: only the zone added is in question.
        ZoneTable unused = new ZoneTable(new VectorZones(before).all());
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("error", null);
        try {
            ZoneTable used = new ZoneTable(all);
        } catch (IllegalArgumentException refused) {
            String why = String.valueOf(refused.getMessage());
            answer.put("error", why.contains("is already in zone") ? "duplicate range" : why);
        }
        return answer;
    }

    static Map<String, Object> target(JsonNode suite, JsonNode in) {
        VectorZones zones = new VectorZones(suite.required("zones"));
        Optional<Zone> server = Json.textIn(in, "server_zone").map(zones::named);
        List<String> allowed = Json.list(in.required("limit_target_zones_to"), JsonNode::textValue);
        return Map.of("verdict", TargetZones.permits(server, allowed) ? "ACCEPT" : "REJECT");
    }
}
