package org.stockade.health.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** What the process may run out of: descriptors, heap, room for classes. */
@Component(property = "health.name=resources")
public final class ResourcesCheck implements HealthCheck {
    private static final String SYSTEM = "java.lang:type=OperatingSystem";

    @Activate
    public ResourcesCheck() {}

    @Override
    public List<Finding> check() {
        return gauges().map(Gauge::judge).flatMap(Optional::stream).toList();
    }

    static Stream<Gauge> gauges() {
        return Stream.of(descriptors(), Optional.of(heap()), classes()).flatMap(Optional::stream);
    }

    /** Empty where the system does not count them, as Windows. */
    private static Optional<Gauge> descriptors() {
        try {
            return Optional.of(
                    new Gauge(
                            "file descriptors",
                            system("OpenFileDescriptorCount"),
                            system("MaxFileDescriptorCount"),
                            "raise the limit (ulimit -n), or lower max-connections"));
        } catch (JMException notHere) {
            return Optional.empty();
        }
    }

    /** By name: a framework need not export the package that has the type. */
    private static long system(String attribute) throws JMException {
        Object value =
                ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(new ObjectName(SYSTEM), attribute);
        return value instanceof Number number ? number.longValue() : -1;
    }

    /** What was left by the last collection of each part: what came since may be garbage. */
    private static Gauge heap() {
        long used =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getCollectionUsage)
                        .filter(Objects::nonNull)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
        return new Gauge(
                "bytes of heap after the last collection",
                used,
                Runtime.getRuntime().maxMemory(),
                "give the JVM more (-Xmx), or lower max-connections");
    }

    private static Optional<Gauge> classes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .map(
                        usage ->
                                new Gauge(
                                        "bytes for classes",
                                        usage.getUsed(),
                                        usage.getMax(),
                                        "see generations check for code that does not go away,"
                                                + " or raise -XX:MaxMetaspaceSize"))
                .findFirst();
    }
}
