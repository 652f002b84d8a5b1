package org.stockade.proxy.plain.internal;

import java.time.Duration;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** Makes plain proxies. */
@Component(property = "proxy.name=plain")
public final class PlainProxyFactory implements ProxyFactory {
    @Override
    public Recipe configure(Settings with) throws SettingsException {
        PlainSettings settings = with.bind(PlainSettings.class);
        if (settings.stackProxy().isPresent() && !settings.copiesBoth()) {
            with.error(
                    settings.copyToServer() ? "copy-to-client" : "copy-to-server",
                    "false has no meaning beside stack-proxy, whose child decides what goes on;"
                            + " use one of the two");
        }
        return new PlainRecipe(settings);
    }

    private record PlainRecipe(PlainSettings settings) implements Recipe {
        /** A stream whose protocol nobody knows may be silent for long. */
        private static final Map<String, Duration> LIMITS = Map.of("idle", Duration.ofSeconds(600));

        @Override
        public Proxy create() {
            return new PlainProxy(settings);
        }

        /** A child is made for streams. */
        @Override
        public boolean takesDatagrams() {
            return settings.stackProxy().isEmpty();
        }

        /** It reads no name, and a child comes when the server is connected to. */
        @Override
        public boolean namesServers() {
            return false;
        }

        @Override
        public Map<String, Duration> timeLimits() {
            return LIMITS;
        }
    }
}
