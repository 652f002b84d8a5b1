package org.stockade.policy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.stockade.policy.internal.WrittenSettings;
import org.stockade.session.Zone;

/**
 * A policy as values by the names of their components, all the way down: whatever a record of the
 * policy gains is compared and counted without anybody thinking of it.
 */
public final class PolicyTree {
    /** Where and how the document has something, not what. */
    private static final Set<String> OF_THE_DOCUMENT =
            Set.of("Policy.text", "ListenerPolicy.place", "RulePolicy.place", "Trusted.place");

    /** Lists whose order decides. */
    private static final Set<String> IN_ORDER =
            Set.of("AuthorizationPolicy.accessList", "DeploymentPolicy.trusted");

    private static final Map<Class<?>, Map<String, Field>> MEMBERS = new ConcurrentHashMap<>();

    private final boolean ordered;

    private PolicyTree(boolean ordered) {
        this.ordered = ordered;
    }

    /** All that a policy says. */
    public static Object of(Policy policy) {
        return new PolicyTree(true).value("", policy);
    }

    /** Likewise, equal for two in which only the order differs where it means nothing. */
    public static Object unordered(Policy policy) {
        return new PolicyTree(false).value("", policy);
    }

    /** A type whose members are values of their own. */
    private static boolean isNode(Class<?> type) {
        return type.getName().startsWith("org.stockade.") && type.isRecord() || type == Zone.class;
    }

    private static String key(Class<?> type, String member) {
        return type.getSimpleName() + "." + member;
    }

    /** Every member that a policy may have, by {@code Record.component}, with its type. */
    static Map<String, Type> members() {
        Map<String, Type> all = new TreeMap<>();
        collect(Policy.class, all);
        return all;
    }

    private static void collect(Type type, Map<String, Type> into) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(argument, into);
            }
        } else if (type instanceof Class<?> node && isNode(node)) {
            members(node)
                    .forEach(
                            (member, field) -> {
                                Type its = field.getGenericType();
                                String key = key(node, member);
                                if (!OF_THE_DOCUMENT.contains(key)
                                        && into.putIfAbsent(key, its) == null) {
                                    collect(its, into);
                                }
                            });
        }
    }

    /** The components of a record are its fields, as they are of a zone. */
    private static Map<String, Field> members(Class<?> node) {
        return MEMBERS.computeIfAbsent(
                node,
                type -> {
                    Map<String, Field> members = new LinkedHashMap<>();
                    Arrays.stream(type.getDeclaredFields())
                            .filter(field -> !Modifier.isStatic(field.getModifiers()))
                            .forEach(
                                    field -> {
                                        field.setAccessible(true);
                                        members.put(field.getName(), field);
                                    });
                    return members;
                });
    }

    /** Every value of a policy to its member, the nodes within it too. */
    static void visit(Policy policy, Visitor visitor) {
        visit("", policy, visitor);
    }

    /** Is shown every value. */
    interface Visitor {
        void value(String member, Object value, Supplier<Object> plain);
    }

    private static void visit(String member, Object value, Visitor visitor) {
        switch (value) {
            case Optional<?> optional -> optional.ifPresent(it -> visit(member, it, visitor));
            case List<?> list -> list.forEach(it -> visit(member, it, visitor));
            case Map<?, ?> map -> map.values().forEach(it -> visit(member, it, visitor));
            default -> {
                if (isNode(value.getClass())) {
                    members(value.getClass())
                            .forEach(
                                    (name, field) -> {
                                        String key = key(value.getClass(), name);
                                        Object its = member(value, field);
                                        visitor.value(
                                                key,
                                                its,
                                                () -> new PolicyTree(true).value(key, its));
                                        visit(key, its, visitor);
                                    });
                }
            }
        }
    }

    private Object value(String member, Object value) {
        return switch (value) {
            case SettingsNode settings -> WrittenSettings.text(settings);
            case Optional<?> optional -> optional.map(it -> value(member, it));
            case List<?> list -> {
                List<Object> values = list.stream().map(it -> value(member, it)).toList();
                yield ordered || IN_ORDER.contains(member)
                        ? values
                        : values.stream().sorted(Comparator.comparing(Object::toString)).toList();
            }
            case Map<?, ?> map -> {
                Map<String, Object> values = new TreeMap<>();
                map.forEach((key, it) -> values.put(key.toString(), value(member, it)));
                yield values;
            }
            default -> isNode(value.getClass()) ? node(value) : value;
        };
    }

    private Map<String, Object> node(Object node) {
        Map<String, Object> values = new LinkedHashMap<>();
        members(node.getClass())
                .forEach(
                        (name, field) -> {
                            String key = key(node.getClass(), name);
                            if (!OF_THE_DOCUMENT.contains(key)) {
                                values.put(name, value(key, member(node, field)));
                            }
                        });
        return values;
    }

    /** An absent parent of a zone is the only {@code null}. */
    private static Object member(Object node, Field field) {
        try {
            Object value = field.get(node);
            return value == null ? Optional.empty() : value;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
