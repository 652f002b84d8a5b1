package org.stockade.policy.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stockade.proxy.Setting;

/**
 * What a record asks of the mapping it is bound to.
 *
 * @param keys its components by policy key, in order
 * @param inOrder the same without their names
 * @param places which component a key in a policy belongs to, counted from 0
 */
record Shape(
        Class<? extends Record> type,
        Map<String, Key> keys,
        List<Key> inOrder,
        Map<String, Integer> places,
        Constructor<?> constructor) {
    /**
     * One component.
     *
     * @param def what is bound where the key is absent, if it has a default
     */
    record Key(
            String name,
            Kind kind,
            String description,
            Optional<Node> def,
            long min,
            long max,
            boolean shorthand,
            boolean inline) {
        Type type() {
            return kind.type();
        }

        /** Whether this key of the mapping belongs to it. */
        boolean takes(String written) {
            return inline ? INLINE.contains(written) : name.equals(written);
        }
    }

    /** What an inline child takes. */
    static final List<String> INLINE = List.of("proxy", "with", "hold");

    static Shape of(Class<? extends Record> type) {
        Map<String, Key> keys = new LinkedHashMap<>();
        List<Class<?>> raw = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = kebab(component.getName());
            Setting setting = component.getAnnotation(Setting.class);
            keys.put(
                    name,
                    setting == null
                            ? new Key(
                                    name,
                                    Kind.of(component.getGenericType()),
                                    "",
                                    Optional.empty(),
                                    0,
                                    Long.MAX_VALUE,
                                    false,
                                    false)
                            : new Key(
                                    name,
                                    Kind.of(component.getGenericType()),
                                    setting.value(),
                                    Optional.of(setting.def())
                                            .filter(def -> !def.isEmpty())
                                            .map(YamlReader::literal),
                                    setting.min(),
                                    setting.max(),
                                    setting.shorthand(),
                                    setting.inline()));
            raw.add(component.getType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(raw.toArray(Class<?>[]::new));
            // Settings records are package-private in their own bundles.
            constructor.setAccessible(true);
            return new Shape(type, keys, List.copyOf(keys.values()), places(keys), constructor);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, Integer> places(Map<String, Key> keys) {
        Map<String, Integer> places = new HashMap<>();
        int place = 0;
        for (Key key : keys.values()) {
            if (key.inline()) {
                for (String written : INLINE) {
                    places.putIfAbsent(written, place);
                }
            } else {
                places.put(key.name(), place);
            }
            place++;
        }
        return places;
    }

    /** All that may be written, for whoever wrote something else. */
    Set<String> written() {
        Set<String> written = new LinkedHashSet<>();
        keys.values().forEach(key -> written.addAll(key.inline() ? INLINE : List.of(key.name())));
        return written;
    }

    /** The key that a value which is no mapping stands for. */
    Optional<Key> shorthand() {
        return keys.values().stream().filter(Key::shorthand).findFirst();
    }

    /**
     * A record of these values.
     *
     * @throws IllegalArgumentException as the record itself throws it
     */
    Object create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(thrown.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * {@code connectPorts} and {@code CONNECT_PORTS} are {@code connect-ports}; {@code for_}, as
     * Java has that word for itself, is {@code for}.
     */
    static String kebab(String javaName) {
        if (javaName.endsWith("_")) {
            return kebab(javaName.substring(0, javaName.length() - 1));
        }
        if (javaName.equals(javaName.toUpperCase(Locale.ROOT))) {
            return javaName.toLowerCase(Locale.ROOT).replace('_', '-');
        }
        StringBuilder key = new StringBuilder(javaName.length() + 4);
        for (int i = 0; i < javaName.length(); i++) {
            char c = javaName.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append('-').append(Character.toLowerCase(c));
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }
}
