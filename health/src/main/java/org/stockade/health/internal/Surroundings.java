package org.stockade.health.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The framework that we run in, with bundles that may be anybody's. */
@Component(service = Surroundings.class)
public final class Surroundings {
    private final BundleContext context;
    private final ConfigurationAdmin configurations;

    @Activate
    public Surroundings(BundleContext context, @Reference ConfigurationAdmin configurations) {
        this.context = context;
        this.configurations = configurations;
    }

    /** Whether a bundle of this symbolic name is active. */
    boolean runs(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .anyMatch(
                        bundle ->
                                symbolicName.equals(bundle.getSymbolicName())
                                        && bundle.getState() == Bundle.ACTIVE);
    }

    /** A property of the framework, else of the process; empty if it is not set or blank. */
    Optional<String> property(String key) {
        return Optional.ofNullable(context.getProperty(key)).filter(value -> !value.isBlank());
    }

    /** One value of a configuration; makes none and takes none. */
    Optional<String> configured(String pid, String key) {
        try {
            Configuration @Nullable [] found =
                    configurations.listConfigurations("(service.pid=" + pid + ")");
            if (found == null || found[0].getProperties() == null) {
                return Optional.empty();
            }
            return Optional.ofNullable(found[0].getProperties().get(key)).map(Object::toString);
        } catch (IOException | InvalidSyntaxException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether there is a service with such properties, whoever can see its class. */
    boolean offers(String filter) {
        try {
            return context.getAllServiceReferences(null, filter) != null;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
