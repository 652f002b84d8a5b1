package org.stockade.shell.internal;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Gives the engine its configuration where a launcher set framework properties: {@code
 * org.stockade.KEY} becomes {@code KEY} of the PID {@code org.stockade}. Without any of them it
 * leaves Config Admin alone: in an appliance the configuration is the owner's.
 */
@Component(immediate = true, service = LaunchConfiguration.class)
public final class LaunchConfiguration {
    private static final String PID = "org.stockade";

    @Activate
    public LaunchConfiguration(BundleContext context, @Reference ConfigurationAdmin admin)
            throws IOException {
        Dictionary<String, Object> properties = new Hashtable<>();
        copy(context, "policy.file", properties);
        copy(context, "policy.text", properties);
        copy(context, "policy.fallback", properties);
        copy(context, "firewall.name", properties);
        copy(context, "state.dir", properties);
        @Nullable String serve = context.getProperty(PID + ".serve");
        if (serve != null) {
            properties.put("serve", Boolean.valueOf(serve));
        }
        if (!properties.isEmpty()) {
            admin.getConfiguration(PID, "?").updateIfDifferent(properties);
        }
    }

    private static void copy(
            BundleContext context, String key, Dictionary<String, Object> properties) {
        @Nullable String value = context.getProperty(PID + "." + key);
        if (value != null) {
            properties.put(key, value);
        }
    }
}
