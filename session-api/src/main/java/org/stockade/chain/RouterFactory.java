package org.stockade.chain;

import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The OSGi service that makes routers, found by the property {@code router.name}. */
@ConsumerType
@FunctionalInterface
public interface RouterFactory {
    /** One service's router. Pure: every wrong setting is reported at its place, no I/O. */
    Router configure(Settings with) throws SettingsException;
}
