package org.stockade.itests.framework;

import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The engine's {@code RevisionSource}, an internal of its bundle, so by reflection: what the engine
 * does at the start and at the end of a generation.
 */
final class EngineRevisions {
    private static final String SERVICE = "org.stockade.engine.internal.revision.RevisionSource";

    private final Object source;

    private EngineRevisions(Object source) {
        this.source = source;
    }

    static EngineRevisions of(BundleContext context) {
        Object service =
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> lookUp(context), Optional::isPresent)
                        .orElseThrow();
        return new EngineRevisions(service);
    }

    private static Optional<Object> lookUp(BundleContext context) {
        ServiceReference<?> reference = context.getServiceReference(SERVICE);
        return Optional.ofNullable(reference).map(context::getService);
    }

    /** What serves now, held until {@link Held#close}. */
    Held acquire() {
        return new Held(call(source, "acquire"));
    }

    /** What the proxy's probe says now; empty if no such proxy serves. */
    Optional<String> ask(String proxy, String question) {
        try (Held held = acquire()) {
            return held.probe(proxy).map(probe -> probe.apply(question));
        }
    }

    Held awaitProxy(String proxy, Duration atMost) {
        Object snapshot =
                call(
                        source,
                        "awaitProxy",
                        new Class<?>[] {String.class, Duration.class},
                        proxy,
                        atMost);
        if (!(boolean) call(snapshot, "retain")) {
            return acquire();
        }
        return new Held(snapshot);
    }

    /** What the engine says of each proxy bundle. */
    String states() {
        return String.valueOf(call(source, "sources"));
    }

    /** How many copies the engine knows of. */
    int copies() {
        return ((List<?>) call(source, "copies")).size();
    }

    /** What one generation holds. */
    static final class Held implements AutoCloseable {
        private final Object snapshot;

        private Held(Object snapshot) {
            this.snapshot = snapshot;
        }

        @SuppressWarnings("unchecked")
        Optional<Object> factory(String proxy) {
            return (Optional<Object>) call(snapshot, "proxy", new Class<?>[] {String.class}, proxy);
        }

        @SuppressWarnings("unchecked")
        Optional<Function<String, String>> probe(String proxy) {
            return factory(proxy).map(it -> (Function<String, String>) it);
        }

        @Override
        public void close() {
            call(snapshot, "release");
        }
    }

    private static Object call(Object on, String method) {
        return call(on, method, new Class<?>[0]);
    }

    private static Object call(Object on, String method, Class<?>[] types, Object... arguments) {
        try {
            return on.getClass().getMethod(method, types).invoke(on, arguments);
        } catch (InvocationTargetException failure) {
            throw new AssertionError(method + " failed", failure.getCause());
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(missing);
        }
    }
}
