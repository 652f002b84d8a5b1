package org.stockade.match;

import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The OSGi service that makes one kind of matchers, found by the property {@code matcher.name}. */
@ConsumerType
@FunctionalInterface
public interface MatcherFactory {
    /**
     * One matcher of a policy; it is used until the last session of that policy has ended. Every
     * wrong setting is reported at its place. Other matchers are components of type {@link Matcher}
     * in its settings; files and addresses come from {@code sources} alone.
     */
    Matcher configure(Settings with, MatcherSources sources) throws SettingsException;
}
