package org.stockade.engine.internal.revision;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.NatFactory;
import org.stockade.chain.ResolverFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.detect.Detector;
import org.stockade.match.MatcherFactory;
import org.stockade.proxy.ProxyFactory;

/** The kinds of factory a proxy bundle offers, and the service property that names each. */
public enum Kind {
    PROXY(ProxyFactory.class, "proxy.name"),
    ROUTER(RouterFactory.class, "router.name"),
    CHAINER(ChainerFactory.class, "chainer.name"),
    NAT(NatFactory.class, "nat.name"),
    RESOLVER(ResolverFactory.class, "resolver.name"),
    DETECTOR(Detector.class, "detector.name"),
    MATCHER(MatcherFactory.class, "matcher.name"),
    AUTHENTICATOR(AuthenticatorFactory.class, "authenticator.name");

    private final Class<?> type;
    private final String property;

    Kind(Class<?> type, String property) {
        this.type = type;
        this.property = property;
    }

    /** The interface the service is registered under. */
    Class<?> type() {
        return type;
    }

    /** The service property: {@code proxy.name}. */
    String property() {
        return property;
    }

    /** What people call it: {@code proxy}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The names in the value of that property: one, an array or a collection; empty if there is
     * none.
     */
    Set<String> names(@Nullable Object value) {
        Collection<?> values =
                switch (value) {
                    case null -> List.of();
                    case String name -> List.of(name);
                    case Object[] many -> Arrays.asList(many);
                    case Collection<?> many -> many;
                    default -> List.of();
                };
        Set<String> names = new TreeSet<>();
        for (Object one : values) {
            if (one instanceof String name && !name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    /** Whether a service under this interface is one of the kinds. */
    static boolean isFactory(String objectClass) {
        return Arrays.stream(values()).anyMatch(kind -> kind.type.getName().equals(objectClass));
    }
}
