package org.stockade.shell.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Named values in order: a row of a table, or an object of JSON.
 *
 * <p>A value is a text, a number, a boolean, a {@code Row}, a {@link Written}, or a list of such.
 */
final class Row {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** A value that is JSON already. */
    record Written(String json) {
        @Override
        public String toString() {
            return json;
        }
    }

    static Row of(String name, Object value) {
        return new Row().and(name, value);
    }

    Row and(String name, Object value) {
        values.put(name, value);
        return this;
    }

    Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The value as people read it; empty where there is none. */
    String text(String name) {
        return switch (values.getOrDefault(name, "")) {
            case List<?> list ->
                    list.stream().map(String::valueOf).collect(Collectors.joining(", "));
            case Object value -> value.toString();
        };
    }
}
