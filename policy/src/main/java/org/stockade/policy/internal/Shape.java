package org.stockade.policy.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
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
 */
record Shape(Class<? extends Record> type, Map<String, Key> keys, Constructor<?> constructor) {
    /**
     * One component.
     *
     * @param def what is bound where the key is absent, if it has a default
     */
    record Key(
            String name,
            Type type,
            String description,
            Optional<Node> def,
            long min,
            long max,
            boolean shorthand,
            boolean inline) {
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
                                    component.getGenericType(),
                                    "",
                                    Optional.empty(),
                                    0,
                                    Long.MAX_VALUE,
                                    false,
                                    false)
                            : new Key(
                                    name,
                                    component.getGenericType(),
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
            return new Shape(type, keys, constructor);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a key of the mapping means anything. */
    boolean knows(String written) {
        return keys.values().stream().anyMatch(key -> key.takes(written));
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
