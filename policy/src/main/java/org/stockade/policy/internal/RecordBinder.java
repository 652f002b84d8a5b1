package org.stockade.policy.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.policy.Nearest;

/**
 * Binds nodes to records: components are keys in kebab-case, {@link org.stockade.proxy.Setting}
 * gives default and bounds. Reports every problem and goes on; what is bound counts only if there
 * is none.
 */
final class RecordBinder {
    private final Problems problems;
    private final Map<Class<?>, Leaf> leaves;
    private final Map<Class<?>, Shape> shapes = new HashMap<>();

    /** With the standard leaves and these besides. */
    RecordBinder(Problems problems, Map<Class<?>, Leaf> leaves) {
        this.problems = problems;
        this.leaves = leaves;
    }

    Problems problems() {
        return problems;
    }

    /**
     * The record, or {@code null} if the node is no mapping or a value without which there is none
     * is wrong.
     */
    <T extends Record> @Nullable T bind(Class<T> type, Node node, Spot spot) {
        return type.cast(record(type, node, spot));
    }

    void wrongKind(Node node, Spot spot, String wanted) {
        problems.add(
                node.place(),
                spot.say(
                        (spot.key().isEmpty() ? unnamed(spot) : spot.key() + " ")
                                + "wants "
                                + wanted
                                + ", but here is "
                                + node.kind()));
    }

    private static String unnamed(Spot spot) {
        return spot.subject().isEmpty() ? "the document " : "";
    }

    private @Nullable Object record(Class<? extends Record> type, Node node, Spot spot) {
        Shape shape = shapes.computeIfAbsent(type, unused -> Shape.of(type));
        if (node instanceof Node.Mapping mapping) {
            return record(shape, mapping, spot);
        }
        Optional<Shape.Key> shorthand = shape.shorthand();
        if (shorthand.isPresent() && !node.isAbsent()) {
            String key = shorthand.get().name();
            return record(
                    shape,
                    new Node.Mapping(
                            node.place(), Map.of(key, new Node.Entry(node.place(), key, node))),
                    spot);
        }
        if (node.isAbsent()) {
            return record(shape, Node.Mapping.empty(node.place()), spot);
        }
        wrongKind(node, Spot.of(spot.subject(), spot.home()), "a mapping of keys and values");
        return null;
    }

    private @Nullable Object record(Shape shape, Node.Mapping mapping, Spot spot) {
        int before = problems.count();
        Node.@Nullable Entry[] written = new Node.Entry[shape.inOrder().size()];
        for (Node.Entry entry : mapping.entries().values()) {
            Integer place = shape.places().get(entry.key());
            if (place == null) {
                problems.add(entry.place(), unknownKey(entry.key(), shape));
            } else {
                written[place] = entry;
            }
        }
        @Nullable Object[] values = new Object[written.length];
        int i = 0;
        boolean complete = true;
        for (Shape.Key key : shape.inOrder()) {
            Node.Entry entry = key.inline() ? inline(key, mapping) : written[i];
            Object value = component(key, entry, spot);
            complete &= value != null;
            values[i++] = value;
        }
        if (!complete) {
            return null;
        }
        try {
            return shape.create(values);
        } catch (IllegalArgumentException refused) {
            // After a problem the values are stand-ins, and the record's complaint is about these.
            if (problems.count() == before) {
                problems.add(spot.home(), spot.say(String.valueOf(refused.getMessage())));
            }
            return null;
        }
    }

    private String unknownKey(String key, Shape shape) {
        return "unknown key "
                + Quoted.of(key)
                + (problems.isFull()
                        ? ""
                        : "; " + Nearest.mend(key, shape.written(), "no key is known here"));
    }

    private @Nullable Object component(Shape.Key key, Node.@Nullable Entry entry, Spot record) {
        if (entry == null && key.def().isEmpty()) {
            Object absent = key.kind().absent();
            if (absent != null) {
                return absent;
            }
        }
        Place home = entry == null ? record.home() : entry.place();
        Spot spot = new Spot(record.subject(), key.name(), home, key.min(), key.max());
        if (entry != null && !entry.value().isAbsent()) {
            Object value = value(key.kind(), entry.value(), spot);
            if (value != null) {
                return value;
            }
        } else if (key.def().isEmpty() && !isOptional(key.type())) {
            problems.add(
                    home,
                    spot.say(
                            "the key "
                                    + Quoted.of(key.name())
                                    + (entry == null ? " is missing" : " has no value")
                                    + "; it is required"
                                    + (key.description().isEmpty()
                                            ? ""
                                            : ": " + key.description())));
        }
        return key.def().isPresent()
                ? value(key.kind(), key.def().get().at(home), spot)
                : standIn(key.type(), home);
    }

    /** As if its keys stood below one of their own. */
    private static Node.Entry inline(Shape.Key key, Node.Mapping mapping) {
        Map<String, Node.Entry> its = new LinkedHashMap<>(mapping.entries());
        its.keySet().removeIf(written -> !key.takes(written));
        return new Node.Entry(mapping.place(), key.name(), new Node.Mapping(mapping.place(), its));
    }

    static boolean isOptional(Type type) {
        Class<?> raw = raw(type);
        return raw == Optional.class || raw == List.class || raw == Map.class;
    }

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic
                ? (Class<?>) generic.getRawType()
                : (Class<?>) type;
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    /**
     * In place of a wrong value, so that the rest is checked all the same; {@code null} if there is
     * none.
     */
    private static @Nullable Object standIn(Type type, Place place) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return Optional.empty();
        } else if (raw == List.class) {
            return List.of();
        } else if (raw == Map.class) {
            return Map.of();
        } else if (raw == String.class) {
            return "";
        } else if (raw == int.class) {
            return 0;
        } else if (raw == long.class) {
            return 0L;
        } else if (raw == boolean.class) {
            return false;
        } else if (raw == Duration.class) {
            return Duration.ZERO;
        } else if (raw == Name.class) {
            return Name.UNREADABLE;
        } else if (raw == At.class) {
            Object value = standIn(argument(type, 0), place);
            return value == null ? null : new At<>(value, place, Choice.nothing(place));
        }
        return null;
    }

    /** The value, or {@code null} after a problem was reported. */
    @Nullable Object value(Type type, Node node, Spot spot) {
        return value(Kind.of(type), node, spot);
    }

    private @Nullable Object value(Kind kind, Node node, Spot spot) {
        Class<?> raw = kind.raw();
        if (raw == Optional.class) {
            Object value = value(kind.argument(0), node, spot);
            return value == null ? null : Optional.of(value);
        } else if (raw == At.class) {
            Object value = value(kind.argument(0), node, spot);
            return value == null ? null : new At<>(value, node.place(), node);
        } else if (raw == List.class) {
            return list(kind.argument(0), node, spot);
        } else if (raw == Map.class) {
            return map(kind, node, spot);
        }
        Leaf own = leaves.get(raw);
        Leaf leaf = own != null ? own : Leaves.standard(raw);
        if (leaf != null) {
            return leaf.read(node, spot, this);
        } else if (raw.isEnum()) {
            return constant(kind, node, spot);
        } else if (raw.isRecord()) {
            String subject = spot.subject().isEmpty() ? singular(spot.key()) : spot.subject();
            Spot of = Spot.of(subject, spot.home());
            return record(raw.asSubclass(Record.class), node, of);
        }
        throw new IllegalArgumentException(
                "a setting cannot be of type "
                        + kind.type().getTypeName()
                        + "; see org.stockade.proxy.Settings");
    }

    private List<Object> list(Kind element, Node node, Spot spot) {
        List<Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
        List<Object> values = new ArrayList<>(items.size());
        for (Node item : items) {
            Object value = value(element, item, spot.from(item.place()));
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == 1
                ? List.of(values.getFirst())
                : Collections.unmodifiableList(values);
    }

    private @Nullable Object map(Kind kind, Node node, Spot spot) {
        if (!(node instanceof Node.Mapping mapping)) {
            wrongKind(node, spot, "a mapping of keys and values");
            return null;
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        Kind element = kind.argument(1);
        for (Node.Entry entry : mapping.entries().values()) {
            Object key =
                    value(
                            kind.argument(0),
                            new Node.Scalar(entry.place(), entry.key(), false),
                            spot);
            Spot within =
                    new Spot(
                            spot.subject().isEmpty()
                                    ? singular(spot.key()) + " " + Quoted.of(entry.key())
                                    : spot.subject(),
                            entry.key(),
                            entry.place(),
                            spot.min(),
                            spot.max());
            Object value = value(element, entry.value(), within);
            if (value instanceof At<?> at) {
                value = new At<>(at.value(), entry.place(), at.node());
            }
            if (key != null && value != null) {
                values.put(key, value);
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object constant(Kind kind, Node node, Spot spot) {
        Map<String, Object> known = kind.constants();
        if (!(node instanceof Node.Scalar scalar)) {
            wrongKind(node, spot, "one of " + Nearest.alternatives(known.keySet()));
            return null;
        }
        Object constant = known.get(scalar.text());
        if (constant == null) {
            problems.add(
                    node.place(),
                    spot.say(
                            spot.key()
                                    + " "
                                    + Quoted.of(scalar.text())
                                    + " is not known; use "
                                    + Nearest.alternatives(known.keySet())));
        }
        return constant;
    }

    /** The constants of an enum by their names in policies. */
    static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> known = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            known.put(Shape.kebab(((Enum<?>) constant).name()), constant);
        }
        return known;
    }

    /**
     * What one of the things under this key is called: {@code listeners} holds a {@code listener}.
     */
    private static String singular(String key) {
        if (key.endsWith("sses")) {
            return key.substring(0, key.length() - 2);
        }
        return key.endsWith("s") ? key.substring(0, key.length() - 1) : key;
    }
}
