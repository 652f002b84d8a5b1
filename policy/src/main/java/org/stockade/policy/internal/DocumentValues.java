package org.stockade.policy.internal;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.Bind;
import org.stockade.session.Subnet;

/**
 * A document as values that are equal where two documents mean the same: without defaults, comments
 * and order where order means nothing, every list a list, every rule under its id.
 *
 * <p>Values are maps by key, lists, texts, whole numbers, truth values, and {@link Optional#empty}
 * for what is left out inside the settings of others. Settings of proxies, routers and chainers are
 * known to these alone, so in them the order of a list counts, and a default does not.
 */
final class DocumentValues {
    /**
     * Lists that are kept as written: of access lists the order decides, of the other which message
     * comes first.
     */
    private static final Set<String> IN_ORDER = Set.of("access-list", "trusted");

    private final Map<Class<?>, Shape> shapes = new HashMap<>();
    private final Map<Shape.Key, Optional<Object>> defaults = new HashMap<>();

    private DocumentValues() {}

    /** The values of a document without errors. */
    static Map<String, Object> of(Node root) {
        return new DocumentValues().record(DocumentShape.class, root);
    }

    private Map<String, Object> record(Class<? extends Record> type, Node node) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!(node instanceof Node.Mapping mapping)) {
            return values;
        }
        Shape shape = shapes.computeIfAbsent(type, unused -> Shape.of(type));
        for (Shape.Key key : shape.keys().values()) {
            Node.Entry entry = mapping.entries().get(key.name());
            if (entry == null || entry.value().isAbsent()) {
                continue;
            }
            Object value = value(key.type(), key.name(), entry.value());
            boolean isDefault = defaultOf(key).filter(value::equals).isPresent();
            if (!isDefault && !meansAbsent(key.type(), value)) {
                values.put(key.name(), value);
            }
        }
        return values;
    }

    private Optional<Object> defaultOf(Shape.Key key) {
        return defaults.computeIfAbsent(
                key, unused -> key.def().map(def -> value(key.type(), key.name(), def)));
    }

    /** An empty list of zones that is optional says "nowhere"; other empty things say nothing. */
    private static boolean meansAbsent(Type type, Object value) {
        boolean optional = RecordBinder.raw(type) == Optional.class;
        return value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof List<?> list && list.isEmpty() && !optional;
    }

    private Object value(Type type, String key, Node node) {
        Class<?> raw = RecordBinder.raw(type);
        if (raw == Optional.class || raw == At.class) {
            return value(RecordBinder.argument(type, 0), key, node);
        } else if (raw == List.class) {
            return list(RecordBinder.argument(type, 0), key, node);
        } else if (raw == Map.class) {
            return map(RecordBinder.argument(type, 1), node);
        } else if (raw == Raw.class) {
            return plain(node);
        } else if (raw == Choice.class) {
            return choice(node);
        } else if (raw.isRecord()
                && !DocumentShape.LEAVES.containsKey(raw)
                && Leaves.standard(raw) == null) {
            return record(raw.asSubclass(Record.class), node);
        }
        return node instanceof Node.Scalar scalar ? single(raw, scalar) : plain(node);
    }

    private Object list(Type element, String key, Node node) {
        List<Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
        List<Object> values = new ArrayList<>(items.size());
        items.forEach(item -> values.add(value(element, key, item)));
        if (element(element) == DocumentShape.Rule.class) {
            return byId(values);
        }
        if (!IN_ORDER.contains(key)) {
            values.sort(Comparator.comparing(Json::compact));
        }
        return values;
    }

    private static Class<?> element(Type type) {
        Class<?> raw = RecordBinder.raw(type);
        return raw == At.class ? RecordBinder.raw(RecordBinder.argument(type, 0)) : raw;
    }

    private static Map<String, Object> byId(List<Object> rules) {
        List<Integer> ids =
                RuleIds.of(
                        rules.stream()
                                .map(
                                        rule ->
                                                ((Map<?, ?>) rule).get("id") instanceof Long id
                                                        ? OptionalInt.of(Math.toIntExact(id))
                                                        : OptionalInt.empty())
                                .toList());
        Map<String, Object> byId = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            Map<String, Object> rule = new LinkedHashMap<>();
            ((Map<?, ?>) rules.get(i)).forEach((key, value) -> rule.put((String) key, value));
            rule.remove("id");
            byId.put(String.valueOf(ids.get(i)), rule);
        }
        return byId;
    }

    private Map<String, Object> map(Type element, Node node) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (node instanceof Node.Mapping mapping) {
            mapping.entries()
                    .forEach((key, entry) -> values.put(key, value(element, key, entry.value())));
        }
        return values;
    }

    /** A name without settings is the same as that name with none. */
    private static Object choice(Node node) {
        if (node instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
            Node.Entry only = mapping.entries().values().iterator().next();
            return only.value().isAbsent()
                    ? plain(new Node.Scalar(only.place(), only.key(), true))
                    : Map.of(only.key(), plain(only.value()));
        }
        return plain(node);
    }

    /** One value in its usual form, where its type has one. */
    private static Object single(Class<?> type, Node.Scalar scalar) {
        var duration = Leaves.DURATION.matcher(scalar.text());
        if ((type == Duration.class || type == Limit.class) && duration.matches()) {
            Spot anywhere = Spot.of("", scalar.place());
            return Leaves.written(Leaves.duration(scalar, anywhere).toMillis());
        } else if (type == Subnet.class) {
            return Subnet.parse(scalar.text()).toString();
        } else if (type == SockAddr.class) {
            return SockAddr.parse(scalar.text()).toString();
        } else if (type == Bind.class) {
            return Bind.parse(scalar.text()).toString();
        } else if (type == int.class || type == Integer.class) {
            return Long.valueOf(scalar.text());
        }
        return plain(scalar);
    }

    /** A value as it stands. */
    static Object plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> {
                if (node.isAbsent()) {
                    yield Optional.empty();
                } else if (scalar.plain() && scalar.text().matches("true|false")) {
                    yield Boolean.valueOf(scalar.text());
                }
                yield scalar.plain() && scalar.text().matches("0|-?[1-9][0-9]{0,17}")
                        ? Long.valueOf(scalar.text())
                        : scalar.text();
            }
            case Node.Sequence list -> list.items().stream().map(DocumentValues::plain).toList();
            case Node.Mapping mapping -> {
                Map<String, Object> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> values.put(key, plain(entry.value())));
                yield values;
            }
        };
    }
}
