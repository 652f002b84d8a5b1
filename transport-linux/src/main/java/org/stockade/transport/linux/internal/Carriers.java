package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/**
 * The two doors of the JDK that carrying virtual threads needs: a scheduler of one's own, and the
 * platform thread below the current one. Open with {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED} only.
 */
final class Carriers {
    private static final MethodHandle BUILDER;
    private static final MethodHandle CARRIER;
    private static final String MISSING;

    static {
        MethodHandle builder = null;
        MethodHandle carrier = null;
        String missing = "";
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            Class<?> type = lookup.findClass("java.lang.ThreadBuilders$VirtualThreadBuilder");
            builder =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                            .findConstructor(
                                    type, MethodType.methodType(void.class, Executor.class))
                            .asType(
                                    MethodType.methodType(
                                            Thread.Builder.OfVirtual.class, Executor.class));
            carrier =
                    lookup.findStatic(
                            Thread.class,
                            "currentCarrierThread",
                            MethodType.methodType(Thread.class));
        } catch (IllegalAccessException closed) {
            missing =
                    "the JVM was not started with --add-opens java.base/java.lang=ALL-UNNAMED; add it";
        } catch (ReflectiveOperationException other) {
            missing = "this JDK has no scheduler of one's own for virtual threads: " + other;
        }
        // Without them nothing here is called: see check.
        BUILDER = builder == null ? MethodHandles.zero(Thread.Builder.OfVirtual.class) : builder;
        CARRIER = carrier == null ? MethodHandles.zero(Thread.class) : carrier;
        MISSING = missing;
    }

    private Carriers() {}

    /** Throws what is missing and what mends it. */
    static void check() throws IOException {
        if (!MISSING.isEmpty()) {
            throw new IOException(MISSING);
        }
    }

    /** A builder of virtual threads that {@code scheduler} runs. */
    static Thread.Builder.OfVirtual builder(Executor scheduler) {
        try {
            return (Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The platform thread that runs this code, whoever it carries. */
    static Thread current() {
        try {
            return (Thread) CARRIER.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
