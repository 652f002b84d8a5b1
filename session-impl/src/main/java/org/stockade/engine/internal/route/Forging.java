package org.stockade.engine.internal.route;

import java.util.List;
import java.util.Optional;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.SockAddr;

/**
 * How a router chooses our address towards the server.
 *
 * @param address the client's address is used as ours
 * @param translated source translation will replace the address, and starts from the client's
 */
public record Forging(boolean address, boolean translated, ForgePort port) {
    /** The system chooses all of it. */
    public static final Forging NONE = new Forging(false, false, new ForgePort.Any());

    /** A route to these targets for this client. */
    Route route(List<SockAddr> targets, Optional<SockAddr> client, boolean inband) {
        boolean loose = port instanceof ForgePort.Group || port instanceof ForgePort.Random;
        return new Route(
                targets,
                client.flatMap(this::local),
                loose,
                port instanceof ForgePort.Random,
                inband);
    }

    private Optional<SockAddr> local(SockAddr client) {
        int wanted =
                switch (port) {
                    case ForgePort.Any() -> 0;
                    case ForgePort.Group() -> client.port();
                    case ForgePort.Exact() -> client.port();
                    case ForgePort.Random() -> client.port();
                    case ForgePort.Fixed(int fixed) -> fixed;
                };
        if (address || translated) {
            return Optional.of(client.withPort(wanted));
        }
        return wanted == 0
                ? Optional.empty()
                : Optional.of(SockAddr.of(client.isIpv4() ? "0.0.0.0" : "::", wanted));
    }

    /** The keys that all routers have for it. */
    static Forging from(boolean forgeAddress, String forgePort, Mistakes mistakes) {
        try {
            return new Forging(forgeAddress, false, ForgePort.parse(forgePort));
        } catch (IllegalArgumentException wrong) {
            mistakes.add("forge-port", String.valueOf(wrong.getMessage()));
            return NONE;
        }
    }

    /** Takes what is wrong with a key: {@code Settings::error}. */
    @FunctionalInterface
    interface Mistakes {
        void add(String key, String whatBoundMend);
    }
}
