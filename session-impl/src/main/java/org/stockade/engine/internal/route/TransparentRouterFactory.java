package org.stockade.engine.internal.route;

import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code router: transparent}. */
@Component(property = "router.name=transparent")
public final class TransparentRouterFactory implements RouterFactory {
    /** Its keys. */
    public record Keys(
            @Setting(
                            value = "Port to connect to instead of the one aimed at; 0: that one.",
                            def = "0",
                            max = 65535)
                    int forcedPort,
            @Setting(value = "Whether the proxy may name another target.", def = "false")
                    boolean overridable,
            @Setting(value = "Whether the server sees the client's address.", def = "false")
                    boolean forgeAddress,
            @Setting(value = "Local port: any, group, exact, random, or 1 to 65535.", def = "any")
                    String forgePort) {}

    @Override
    public Router configure(Settings with) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        Forging forging = Forging.from(keys.forgeAddress(), keys.forgePort(), with::error);
        return new TransparentRouter(forging, keys.forcedPort(), keys.overridable());
    }
}
