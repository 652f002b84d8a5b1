package org.stockade.chain;

import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The OSGi service that makes NAT policies, found by the property {@code nat.name}: their kind. */
@ConsumerType
@FunctionalInterface
public interface NatFactory {
    /** One policy. Pure: every wrong setting is reported at its place, no I/O. */
    Nat configure(Settings with) throws SettingsException;
}
