package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.TargetZones;
import org.stockade.engine.internal.lookup.ZoneTable;
import org.stockade.policy.internal.YamlPolicyParser;
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

    /** The zones as a policy has them; its parser says what is wrong with the last. */
    static Map<String, @Nullable Object> define(JsonNode suite, JsonNode in) {
        ObjectNode zones = JsonNodeFactory.instance.objectNode();
        in.required("zones").forEach(zone -> write(zone, zones));
        if (!errors(zones).isEmpty()) {
            throw new IllegalStateException("the zones before: " + errors(zones));
        }
        write(in.required("add"), zones);
        List<String> errors = errors(zones);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("error", errors.isEmpty() ? null : kind(errors.get(0)));
        return answer;
    }

    private static void write(JsonNode zone, ObjectNode zones) {
        ObjectNode written = zones.putObject(zone.required("name").textValue());
        written.set("subnets", zone.path("subnets"));
        Json.textIn(zone, "admin_parent").ifPresent(parent -> written.put("parent", parent));
    }

    private static List<String> errors(ObjectNode zones) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("stockade", 1);
        document.set("zones", zones);
        document.putObject("listeners").putObject("any").putArray("bind").add("127.0.0.1:0");
        // JSON is YAML.
        return new YamlPolicyParser().parse("vector", document.toString()).errors();
    }

    private static String kind(String error) {
        return error.contains(" is the same as ") ? "duplicate range" : error;
    }

    static Map<String, Object> target(JsonNode suite, JsonNode in) {
        VectorZones zones = new VectorZones(suite.required("zones"));
        Optional<Zone> server = Json.textIn(in, "server_zone").map(zones::named);
        List<String> allowed = Json.list(in.required("limit_target_zones_to"), JsonNode::textValue);
        return Map.of("verdict", TargetZones.permits(server, allowed) ? "ACCEPT" : "REJECT");
    }
}
