package org.stockade.auth;

import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The OSGi service that makes authenticators, found by the property {@code authenticator.name}. */
@ConsumerType
@FunctionalInterface
public interface AuthenticatorFactory {
    /**
     * One authenticator of a policy. Pure: every wrong setting is reported at its place, no I/O;
     * files are read and connections opened when it is first asked.
     */
    Authenticator configure(Settings with) throws SettingsException;
}
