package org.stockade.chain;

import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/**
 * The OSGi service that makes resolvers, found by the property {@code resolver.name}: their kind.
 */
@ConsumerType
@FunctionalInterface
public interface ResolverFactory {
    /**
     * One resolver. Every wrong setting is reported at its place; asks nobody and starts no thread.
     */
    HostResolver configure(Settings with) throws SettingsException;
}
