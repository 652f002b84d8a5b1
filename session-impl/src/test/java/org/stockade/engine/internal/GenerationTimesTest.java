package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.lookup.Identity;
import org.stockade.engine.internal.match.Freshness;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.policy.Policy;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.internal.YamlPolicyParser;

class GenerationTimesTest {
    private static final Policy POLICY =
            new YamlPolicyParser()
                    .parse(
                            "t.yaml",
                            """
                            stockade: 1
                            listeners: { surf: { bind: "127.0.0.1:0" } }
                            services: { web: { proxy: http, router: inband } }
                            rules:
                              - { listener: surf, service: web,
                                  time: { days: mon-fri, from: "08:00", to: "18:00", zone: UTC } }
                              - { from-subnet: 10.0.0.0/8, deny: true,
                                  time: { from: "18:00", to: "08:00", zone: UTC } }
                            """)
                    .policy()
                    .orElseThrow();

    @Test
    void timeOfARuleShouldBeDecidedByTheClockAtAccept() {
        AtomicReference<Instant> clock =
                new AtomicReference<>(Instant.parse("2026-01-05T08:00:00Z"));
        Generation generation =
                new Generation(
                        1,
                        "edge",
                        POLICY,
                        Snapshot.of(Map.of(), Map.of(), Map.of()),
                        new Outside(
                                clock::get,
                                new HostNames((by, host, told) -> false, System::nanoTime),
                                new Absences(List::of),
                                new Freshness((by, host, told) -> false)),
                        ended -> {});
        assertThat(best(generation)).isEqualTo(1);
        clock.set(Instant.parse("2026-01-05T18:00:00Z"));
        assertThat(best(generation)).isEqualTo(2);
        clock.set(Instant.parse("2026-01-11T12:00:00Z"));
        assertThat(best(generation)).as("no rule").isZero();
    }

    private static int best(Generation generation) {
        return generation
                .best(
                        generation.connection(
                                TransportProtocol.TCP,
                                "surf",
                                SockAddr.of("10.0.0.1", 4000),
                                SockAddr.of("127.0.0.1", 3128),
                                Identity.UNKNOWN,
                                generation.now()))
                .map(RulePolicy::id)
                .orElse(0);
    }
}
