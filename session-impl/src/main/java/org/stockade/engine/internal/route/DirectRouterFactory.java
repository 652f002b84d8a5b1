package org.stockade.engine.internal.route;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Router;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code router: { direct: ["127.0.0.1:9000"] }}. */
@Component(property = "router.name=direct")
public final class DirectRouterFactory implements RouterFactory {
    /** Its keys. */
    public record Keys(
            @Setting(value = "Addresses and ports, in the order to try.", shorthand = true)
                    List<SockAddr> targets,
            @Setting(value = "Whether the proxy may name another target.", def = "false")
                    boolean overridable,
            @Setting(value = "Whether the server sees the client's address.", def = "false")
                    boolean forgeAddress,
            @Setting(value = "Local port: any, group, exact, random, or 1 to 65535.", def = "any")
                    String forgePort) {}

    @Override
    public Router configure(Settings with) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        if (keys.targets().isEmpty()) {
            with.error("targets", "0 targets; give at least one, as 127.0.0.1:9000 or [::1]:9000");
        }
        keys.targets().stream()
                .filter(target -> target.port() == 0)
                .forEach(
                        target ->
                                with.error(
                                        "targets",
                                        target + ": port 0 is no target; use 1 to 65535"));
        Forging forging = Forging.from(keys.forgeAddress(), keys.forgePort(), with::error);
        return new DirectRouter(forging, keys.targets(), keys.overridable());
    }
}
