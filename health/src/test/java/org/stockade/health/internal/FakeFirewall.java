package org.stockade.health.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Firewall;

/** A firewall as far as the checks ask it. */
final class FakeFirewall {
    final List<Firewall.ServiceState> services = new ArrayList<>();
    final List<Firewall.ProxyState> proxies = new ArrayList<>();
    final List<Firewall.Quarantine> quarantines = new ArrayList<>();
    final List<Firewall.GenerationState> generations = new ArrayList<>();
    final List<Firewall.HeldCopy> held = new ArrayList<>();
    String refused = "";

    /** What a check is given. */
    CurrentFirewall current() {
        CurrentFirewall current = new CurrentFirewall();
        current.bind(
                (Firewall)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Firewall.class},
                                (self, method, args) -> answer(method.getName())));
        return current;
    }

    private @Nullable Object answer(String method) throws IOException {
        return switch (method) {
            case "services" -> services;
            case "proxies" -> proxies;
            case "quarantines" -> quarantines;
            case "generations" -> generations;
            case "unloads" -> new Firewall.Unloads(9, 5, 5 - held.size(), held);
            case "awaitServing" -> {
                if (!refused.isEmpty()) {
                    throw new IOException(refused);
                }
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        };
    }
}
