package org.stockade.engine.internal.route;

import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code router: inband}. */
@Component(property = "router.name=inband")
public final class InbandRouterFactory implements RouterFactory {
    /** Its keys. */
    public record Keys(
            @Setting(value = "Whether the server sees the client's address.", def = "false")
                    boolean forgeAddress,
            @Setting(value = "Local port: any, group, exact, random, or 1 to 65535.", def = "any")
                    String forgePort) {}

    @Override
    public Router configure(Settings with) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        return new InbandRouter(Forging.from(keys.forgeAddress(), keys.forgePort(), with::error));
    }
}
