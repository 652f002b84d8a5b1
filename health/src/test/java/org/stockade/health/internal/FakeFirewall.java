package org.stockade.health.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Firewall;
import org.stockade.access.Matchers;
import org.stockade.access.PolicyChanges;
import org.stockade.access.Quarantine;

/** A firewall as far as the checks ask it. */
final class FakeFirewall {
    final List<Firewall.ServiceState> services = new ArrayList<>();
    final List<Firewall.ProxyState> proxies = new ArrayList<>();
    final List<Matchers.State> matchers = new ArrayList<>();
    final List<Quarantine> quarantines = new ArrayList<>();
    final List<Firewall.GenerationState> generations = new ArrayList<>();
    final List<Firewall.HeldCopy> held = new ArrayList<>();
    Optional<PolicyChanges.Pending> pending = Optional.empty();
    Optional<PolicyChanges.Fallback> fallback = Optional.empty();
    String refused = "";

    /** Matchers of these states. */
    private record FixedMatchers(List<Matchers.State> list) implements Matchers {
        @Override
        public Optional<Answer> ask(String name, String text) {
            return Optional.empty();
        }
    }

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

    private Object changes() {
        return Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PolicyChanges.class},
                (self, method, args) -> method.getName().equals("pending") ? pending : fallback);
    }

    private @Nullable Object answer(String method) throws IOException {
        return switch (method) {
            case "changes" -> changes();
            case "matchers" -> (Matchers) new FixedMatchers(matchers);
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
