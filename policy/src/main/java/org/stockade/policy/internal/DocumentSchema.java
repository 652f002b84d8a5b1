package org.stockade.policy.internal;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON Schema (2020-12) of the document, from the records it is bound to. */
final class DocumentSchema {
    private DocumentSchema() {}

    static Map<String, Object> generate() {
        Map<String, Object> schema =
                Leaves.schema(
                        "$schema",
                        "https://json-schema.org/draft/2020-12/schema",
                        "title",
                        "Stockade policy");
        schema.putAll(record(DocumentShape.class));
        return schema;
    }

    private static Map<String, Object> record(Class<? extends Record> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Shape.Key key : Shape.of(type).keys().values()) {
            Map<String, Object> property = new LinkedHashMap<>();
            if (!key.description().isEmpty()) {
                property.put("description", key.description());
            }
            Spot spot = new Spot("", key.name(), Place.START, key.min(), key.max());
            property.putAll(value(key.type(), spot));
            key.def().ifPresent(def -> property.put("default", plain(def)));
            properties.put(key.name(), property);
            if (key.def().isEmpty() && !RecordBinder.isOptional(key.type())) {
                required.add(key.name());
            }
        }
        Map<String, Object> schema = Leaves.schema("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> value(Type type, Spot spot) {
        Class<?> raw = RecordBinder.raw(type);
        if (raw == Optional.class || raw == At.class) {
            return value(RecordBinder.argument(type, 0), spot);
        } else if (raw == List.class) {
            Map<String, Object> item = value(RecordBinder.argument(type, 0), spot);
            return Leaves.schema(
                    "anyOf", List.of(item, Leaves.schema("type", "array", "items", item)));
        } else if (raw == Map.class) {
            return Leaves.schema(
                    "type",
                    "object",
                    "propertyNames",
                    value(RecordBinder.argument(type, 0), spot),
                    "additionalProperties",
                    value(RecordBinder.argument(type, 1), spot));
        }
        Leaf leaf = DocumentShape.LEAVES.getOrDefault(raw, Leaves.standard(raw));
        if (leaf != null) {
            return leaf.schema(spot);
        } else if (raw.isEnum()) {
            return Leaves.schema(
                    "enum",
                    RecordBinder.constants(raw).keySet().stream()
                            .map(name -> plain(YamlReader.literal(name)))
                            .toList());
        }
        return shortened(raw.asSubclass(Record.class));
    }

    /** A record, or in its place the value that may stand for it. */
    private static Map<String, Object> shortened(Class<? extends Record> type) {
        Map<String, Object> whole = record(type);
        return Shape.of(type)
                .shorthand()
                .map(
                        key -> {
                            Spot spot = new Spot("", key.name(), Place.START, key.min(), key.max());
                            return Leaves.schema("anyOf", List.of(value(key.type(), spot), whole));
                        })
                .orElse(whole);
    }

    /** A default as JSON has it. */
    private static Object plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar ->
                    !scalar.plain()
                            ? scalar.text()
                            : scalar.text().matches("true|false")
                                    ? Boolean.valueOf(scalar.text())
                                    : scalar.text().matches("-?[0-9]{1,18}")
                                            ? Long.valueOf(scalar.text())
                                            : scalar.text();
            case Node.Sequence list -> list.items().stream().map(DocumentSchema::plain).toList();
            case Node.Mapping mapping -> {
                Map<String, Object> object = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> object.put(key, plain(entry.value())));
                yield object;
            }
        };
    }
}
