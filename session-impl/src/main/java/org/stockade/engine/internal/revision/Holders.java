package org.stockade.engine.internal.revision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What keeps the code of a copy in memory, as far as threads of the platform tell. Of a frame on a
 * stack the JVM gives the class by name alone: it may be that of another version.
 */
final class Holders {
    /** More would not help anybody. */
    private static final int MOST = 10;

    private final ClassLoader loader;

    Holders(ClassLoader loader) {
        this.loader = loader;
    }

    /** The threads, by their names. */
    List<String> threads() {
        Set<String> packages =
                Arrays.stream(loader.getDefinedPackages())
                        .map(Package::getName)
                        .collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        stacks.remove(Thread.currentThread()); // It asks.
        for (Map.Entry<Thread, StackTraceElement[]> each : stacks.entrySet()) {
            List<String> reasons = reasons(each.getKey(), each.getValue(), packages);
            if (!reasons.isEmpty() && found.size() < MOST) {
                found.add(
                        "thread \"" + each.getKey().getName() + "\" " + String.join(", ", reasons));
            }
        }
        found.sort(null);
        return found;
    }

    private List<String> reasons(Thread thread, StackTraceElement[] stack, Set<String> packages) {
        List<String> reasons = new ArrayList<>();
        if (thread.getClass().getClassLoader() == loader) {
            reasons.add("is a " + thread.getClass().getName());
        }
        if (thread.getContextClassLoader() == loader) {
            reasons.add("has its context class loader");
        }
        Arrays.stream(stack)
                .filter(frame -> packages.contains(packageOf(frame.getClassName())))
                .findFirst()
                .ifPresent(
                        frame ->
                                reasons.add(
                                        "stands in "
                                                + frame.getClassName()
                                                + "."
                                                + frame.getMethodName()));
        return reasons;
    }

    private static String packageOf(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 ? "" : className.substring(0, dot);
    }
}
