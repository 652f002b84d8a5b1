package org.stockade.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.session.Service;

/**
 * A service as the policy has it. The settings of proxy, router and chainer are opened when their
 * factories are there to check them.
 */
public record ServicePolicy(
        String name,
        String proxy,
        SettingsNode with,
        String router,
        SettingsNode routerWith,
        String chainer,
        SettingsNode chainerWith,
        Optional<List<String>> toZones,
        int maxSessions,
        Map<String, Duration> timeLimits)
        implements Service {
    public ServicePolicy {
        toZones = toZones.map(List::copyOf);
        timeLimits = Map.copyOf(timeLimits);
    }

    @Override
    public Optional<Duration> timeLimit(String limit) {
        return Optional.ofNullable(timeLimits.get(limit));
    }
}
