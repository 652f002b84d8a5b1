package org.stockade.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.session.Service;

/**
 * A service as the policy has it. The settings of proxy, router and chainer are opened when their
 * factories are there to check them.
 *
 * @param snat name of the NAT policy for our address towards the server
 * @param dnat name of the NAT policy for the server's
 * @param resolver name of what resolves the host names that its protocol names; empty: the system
 * @param authentication how it learns who its clients are; empty: it does not ask
 * @param authorization which of them it lets in; empty: all
 * @param timeLimits those that the policy sets; {@link #NO_LIMIT} where it says {@code none}
 */
public record ServicePolicy(
        String name,
        String proxy,
        SettingsNode with,
        String router,
        SettingsNode routerWith,
        String chainer,
        SettingsNode chainerWith,
        Optional<String> snat,
        Optional<String> dnat,
        Optional<String> resolver,
        Optional<AuthenticationPolicy> authentication,
        Optional<AuthorizationPolicy> authorization,
        Optional<List<String>> toZones,
        int maxSessions,
        Admission admission,
        Map<String, Duration> timeLimits)
        implements Service {
    /**
     * What {@code none} is: a hundred years, which needs no special case and fits in nanoseconds.
     */
    public static final Duration NO_LIMIT = Duration.ofDays(36_500);

    public ServicePolicy {
        toZones = toZones.map(List::copyOf);
        timeLimits = Map.copyOf(timeLimits);
    }

    @Override
    public Optional<Duration> timeLimit(String limit) {
        return Optional.ofNullable(timeLimits.get(limit));
    }
}
