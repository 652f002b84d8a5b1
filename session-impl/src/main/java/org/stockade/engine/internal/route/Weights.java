package org.stockade.engine.internal.route;

import java.util.HashMap;
import java.util.Map;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Settings;

/** The key {@code weights} of the chainers that have it. */
final class Weights {
    private Weights() {}

    /** By address; what is no address is an error at its place. */
    static Map<SockAddr, Integer> of(Map<String, Integer> written, Settings with) {
        Map<SockAddr, Integer> weights = new HashMap<>();
        written.forEach(
                (address, weight) -> {
                    try {
                        if (weights.put(SockAddr.parse(address), weight) != null) {
                            with.error("weights." + address, "it is here twice; remove one");
                        }
                    } catch (IllegalArgumentException wrong) {
                        with.error("weights." + address, String.valueOf(wrong.getMessage()));
                    }
                });
        return weights;
    }
}
