package org.stockade.policy.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of a setting, taken apart once and not with each of its values.
 *
 * @param arguments those of a list, map, optional or placed value
 * @param constants of an enum, by their names in policies; of another type empty
 */
record Kind(Class<?> raw, Type type, List<Kind> arguments, Map<String, Object> constants) {
    static Kind of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return new Kind(
                    (Class<?>) generic.getRawType(),
                    type,
                    Arrays.stream(generic.getActualTypeArguments()).map(Kind::of).toList(),
                    Map.of());
        }
        Class<?> raw = (Class<?>) type;
        return new Kind(
                raw, type, List.of(), raw.isEnum() ? RecordBinder.constants(raw) : Map.of());
    }

    Kind argument(int index) {
        return arguments.get(index);
    }

    /** What is bound where the key is absent; {@code null} if it may not be. */
    @Nullable Object absent() {
        if (raw == Optional.class) {
            return Optional.empty();
        } else if (raw == List.class) {
            return List.of();
        }
        return raw == Map.class ? Map.of() : null;
    }
}
