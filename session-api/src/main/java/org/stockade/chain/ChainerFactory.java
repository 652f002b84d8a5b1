package org.stockade.chain;

import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The OSGi service that makes chainers, found by the property {@code chainer.name}. */
@ConsumerType
@FunctionalInterface
public interface ChainerFactory {
    /** One service's chainer. Pure: every wrong setting is reported at its place, no I/O. */
    Chainer configure(Settings with) throws SettingsException;
}
