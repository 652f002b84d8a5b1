package org.stockade.shell.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** The health checks of this framework; none of them is made before somebody asks. */
@Component(service = HealthChecks.class)
public final class HealthChecks {
    private final BundleContext context;
    private final ConcurrentSkipListSet<ServiceReference<HealthCheck>> references =
            new ConcurrentSkipListSet<>();

    @Activate
    public HealthChecks(BundleContext context) {
        this.context = context;
    }

    @Reference(
            service = HealthCheck.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bind(ServiceReference<HealthCheck> arrived) {
        references.add(arrived);
    }

    void unbind(ServiceReference<HealthCheck> gone) {
        references.remove(gone);
    }

    /** What a check of this name found; nothing: all is well. */
    record Result(String name, List<Finding> findings) {}

    /** Runs all of them, one after the other, by name. */
    List<Result> run() {
        return references.stream()
                .flatMap(reference -> run(reference).stream())
                .sorted(Comparator.comparing(Result::name))
                .toList();
    }

    /** Empty if it went away meanwhile. */
    private Optional<Result> run(ServiceReference<HealthCheck> reference) {
        HealthCheck check = context.getService(reference);
        if (check == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Result(name(reference), findings(check)));
        } finally {
            context.ungetService(reference);
        }
    }

    private static String name(ServiceReference<HealthCheck> reference) {
        return Stream.of(reference.getProperty("health.name"), reference.getProperty("service.id"))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }

    private static List<Finding> findings(HealthCheck check) {
        try {
            return check.check();
        } catch (RuntimeException failed) {
            return List.of(
                    Finding.critical(
                            "the check itself failed: " + CommandLine.message(failed),
                            "tell whoever wrote it: " + check.getClass().getName()));
        }
    }
}
