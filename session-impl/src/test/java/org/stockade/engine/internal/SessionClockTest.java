package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.chain.Router.Route;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.engine.internal.nat.Translation;
import org.stockade.engine.internal.resolve.SystemResolver;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.internal.YamlPolicyParser;

/** The time limits of a session. */
class SessionClockTest {
    private final List<String> ended = new ArrayList<>();
    private final SessionClock clock = new SessionClock(ended::add);

    private static ServicePlan plan(String limits) {
        ServicePolicy service =
                new YamlPolicyParser()
                        .parse(
                                "t.yaml",
                                "stockade: 1\nlisteners: { dns: { bind: 'udp:127.0.0.1:0' } }\n"
                                        + "services: { relay: { proxy: plain, router: inband,"
                                        + " time-limits: "
                                        + limits
                                        + " } }\nrules: [{ service: relay }]\n")
                        .policy()
                        .orElseThrow()
                        .service("relay")
                        .orElseThrow();
        return new ServicePlan(
                service,
                Optional.empty(),
                "",
                session -> Route.NONE,
                session -> {
                    throw new ConnectFailedException("none", false);
                },
                new Translation(Optional.empty(), Optional.empty()),
                new SystemResolver(),
                Optional.empty(),
                Map.of("idle", Duration.ofSeconds(600)),
                true,
                true,
                new ServicePlan.Parts(List.of(), List.of()),
                "");
    }

    /** Seconds from the last byte until it is idle. */
    private long idle(ServicePlan plan, boolean datagrams) {
        clock.start(plan, datagrams);
        clock.touch(0);
        return Duration.ofNanos(clock.idleLeft(0)).toSeconds();
    }

    // core.md section 23: nothing tells the end of an exchange of datagrams.
    @Test
    void datagramsShouldBeIdleAfterAMinuteWhateverThePolicySays() {
        assertThat(idle(plan("{}"), false)).isEqualTo(600);
        assertThat(idle(plan("{}"), true)).isEqualTo(60);
        assertThat(idle(plan("{ idle: none }"), true)).isEqualTo(60);
        assertThat(idle(plan("{ idle: 5s }"), true)).isEqualTo(5);
    }

    @Test
    void idleShouldNameWhatMendsIt() {
        clock.start(plan("{ idle: 5s }"), true);
        clock.idle();
        assertThat(ended).containsExactly("idle for 5000 ms; to allow it raise time-limits idle");
    }
}
