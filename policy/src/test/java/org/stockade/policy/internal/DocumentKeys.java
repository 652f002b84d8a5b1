package org.stockade.policy.internal;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys of the grammar, as {@code Record.key}: all there are, and those that a document has. */
final class DocumentKeys {
    private final Set<String> found = new TreeSet<>();

    private DocumentKeys() {}

    /** Every key that may be written. */
    static Set<String> all() {
        DocumentKeys keys = new DocumentKeys();
        keys.collect(DocumentShape.class);
        return keys.found;
    }

    /** Those with a value that means something, of the {@link DocumentValues} of a document. */
    static Set<String> in(Map<String, Object> values) {
        DocumentKeys keys = new DocumentKeys();
        keys.collect(DocumentShape.class, values);
        return keys.found;
    }

    private void collect(Type type) {
        Class<?> raw = RecordBinder.raw(type);
        if (isWrapper(raw)) {
            collect(RecordBinder.argument(type, 0));
        } else if (raw == Map.class) {
            collect(RecordBinder.argument(type, 1));
        } else if (isRecord(raw)) {
            Shape.of(raw.asSubclass(Record.class))
                    .keys()
                    .values()
                    .forEach(
                            key -> {
                                if (found.add(name(raw, key))) {
                                    collect(key.type());
                                }
                            });
        }
    }

    private void collect(Type type, Object value) {
        Class<?> raw = RecordBinder.raw(type);
        if (isWrapper(raw)) {
            Type argument = RecordBinder.argument(type, 0);
            if (value instanceof List<?> list) {
                list.forEach(it -> collect(argument, it));
            } else if (raw == List.class && value instanceof Map<?, ?> byId) {
                // The id is the key of a rule there, whether it was written or not.
                found.add("Rule.id");
                byId.values().forEach(it -> collect(argument, it));
            } else {
                collect(argument, value);
            }
        } else if (raw == Map.class && value instanceof Map<?, ?> map) {
            map.values().forEach(it -> collect(RecordBinder.argument(type, 1), it));
        } else if (isRecord(raw) && value instanceof Map<?, ?> map) {
            Shape.of(raw.asSubclass(Record.class))
                    .keys()
                    .values()
                    .forEach(
                            key -> {
                                if (map.containsKey(key.name())) {
                                    found.add(name(raw, key));
                                    collect(key.type(), map.get(key.name()));
                                }
                            });
        }
    }

    private static boolean isWrapper(Class<?> raw) {
        return raw == Optional.class || raw == At.class || raw == List.class;
    }

    private static boolean isRecord(Class<?> raw) {
        return raw.isRecord()
                && !DocumentShape.LEAVES.containsKey(raw)
                && Leaves.standard(raw) == null;
    }

    private static String name(Class<?> raw, Shape.Key key) {
        return raw.getSimpleName() + "." + key.name();
    }
}
