package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stockade.session.Subnet;
import org.stockade.session.Zone;

/**
 * Makes zones of {@code [{name, subnets, admin_parent}]}, where a parent stands before its
 * children.
 */
final class VectorZones {
    private final Map<String, Zone> byName = new LinkedHashMap<>();

    VectorZones(JsonNode... arrays) {
        for (JsonNode array : arrays) {
            array.forEach(this::add);
        }
    }

    private void add(JsonNode node) {
        String parentName =
                Json.textIn(node, "admin_parent")
                        .or(() -> Json.textIn(node, "parent"))
                        .orElse(null);
        Zone parent = parentName == null ? null : named(parentName);
        JsonNode subnets = node.path("subnets");
        Zone zone =
                new Zone(
                        node.required("name").textValue(),
                        parent,
                        Json.list(subnets, each -> Subnet.parse(each.textValue())));
        byName.put(zone.name(), zone);
    }

    List<Zone> all() {
        return new ArrayList<>(byName.values());
    }

    /** The zone of this name. */
    Zone named(@Nullable String name) {
        Zone zone = byName.get(name);
        if (zone == null) {
            throw new IllegalStateException("no zone " + name + " in " + byName.keySet());
        }
        return zone;
    }
}
