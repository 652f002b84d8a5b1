package org.stockade.itests.framework;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What must not grow in a soak; bytes, after a collection. */
record SoakFigures(long metaspace, long heap, int classes, int threads, long descriptors) {
    static SoakFigures now() {
        return new SoakFigures(
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getName().equals("Metaspace"))
                        .mapToLong(pool -> pool.getUsage().getUsed())
                        .sum(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getOpenFileDescriptorCount());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "metaspace %.1f MB, heap %.1f MB, classes %d, threads %d, descriptors %d",
                metaspace / 1e6,
                heap / 1e6,
                classes,
                threads,
                descriptors);
    }
}
