package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.access.Firewall.Explanation;
import org.stockade.access.Firewall.Supposition;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;

/** An explanation says what a connection would meet, and makes none. */
class ExplainTest {
    private static final ProxyFactory PROXY = with -> () -> session -> {};

    private static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0"] }
              office: { subnets: ["192.0.2.0/24"] }
              guests: { subnets: ["192.0.2.128/25"] }
              dmz: { subnets: ["203.0.113.0/24", "10.9.0.0/16"] }
            listeners:
              web: { bind: ["192.0.2.1:3128"] }
              mail: { bind: ["192.0.2.1:25"] }
              ssh: { bind: ["192.0.2.1:22"] }
            services:
              web-out: { proxy: it, router: inband, to-zones: [world, dmz] }
              mail-in: { proxy: it, router: { direct: ["203.0.113.5:25"] }, to-zones: [world] }
              mail-out: { proxy: it, router: { direct: ["198.51.100.7:25"] } }
              gone: { proxy: away, router: inband }
            rules:
              - { id: 1, listener: web, from-zone: office, service: web-out }
              - { id: 2, listener: web, from-zone: guests, deny: reset }
              - { id: 3, listener: mail, from-zone: office, service: mail-out }
              - { id: 4, listener: mail, from-zone: guests, service: mail-in }
              - { id: 5, listener: ssh, service: gone }
            """;

    @ParameterizedTest
    @CsvSource({
        "web,  192.0.2.9,    198.51.100.7:80,     true,  goes to 198.51.100.7:80",
        "web,  192.0.2.9,    '',                  true,  decided by the protocol",
        "web,  192.0.2.9,    www.example.com:443, true,  if www.example.com:443 resolves",
        "web,  192.0.2.9,    127.0.0.1:80,        false, internal range",
        "web,  192.0.2.9,    10.9.1.1:80,         true,  goes to 10.9.1.1:80",
        "web,  192.0.2.9,    192.0.2.1:25,        false, own listener \"mail\"",
        "web,  192.0.2.9,    192.0.2.77:80,       false, to-zones permits",
        "web,  192.0.2.200,  '',                  false, rule 2 denies it",
        "web,  198.51.100.1, '',                  false, no rule matches",
        "mail, 192.0.2.9,    '',                  true,  goes to 198.51.100.7:25",
        "mail, 192.0.2.200,  '',                  false, to-zones permits [world] only",
        "ssh,  192.0.2.9,    '',                  false, proxy \"away\" is not there",
    })
    void explanationShouldSayWhatWouldHappen(
            String listener, String source, String target, boolean accepted, String why)
            throws Exception {
        try (Bench bench = new Bench(Map.of("it", PROXY), POLICY)) {
            Explanation said =
                    bench.firewall()
                            .explain(
                                    listener,
                                    SockAddr.of(source, 40000),
                                    Optional.of(target).filter(text -> !text.isEmpty()));
            assertThat(said.summary()).contains(why);
            assertThat(said.accepted()).isEqualTo(accepted);
            assertThat(bench.log.of("core.summary")).isEmpty();
            assertThat(bench.service().started()).isZero();
        }
    }

    @Test
    void suppositionShouldDecideRulesWithTimesAndUsers() throws Exception {
        String policy =
                POLICY.replace(
                                "from-zone: office, service: web-out",
                                "from-zone: office, time: { days: [mon], zone: UTC }, service:"
                                        + " web-out")
                        .replace("from-zone: guests, deny: reset", "user: ann, service: web-out");
        try (Bench bench = new Bench(Map.of("it", PROXY), policy)) {
            assertThat(accepted(bench, Optional.empty(), "2026-01-05T12:00:00Z")).isTrue();
            assertThat(accepted(bench, Optional.empty(), "2026-01-06T12:00:00Z")).isFalse();
            assertThat(accepted(bench, Optional.of("bob"), "2026-01-06T12:00:00Z")).isFalse();
            assertThat(accepted(bench, Optional.of("ann"), "2026-01-06T12:00:00Z")).isTrue();
        }
    }

    private static boolean accepted(Bench bench, Optional<String> user, String at) {
        return bench.firewall()
                .explain(
                        "web",
                        SockAddr.of("192.0.2.9", 1),
                        Optional.empty(),
                        new Supposition(user, Optional.of(Instant.parse(at))))
                .accepted();
    }

    @Test
    void nearerRulesShouldSayAllThatTheyMissTheNearestFirst() throws Exception {
        try (Bench bench = new Bench(Map.of("it", PROXY), POLICY)) {
            String steps =
                    bench.firewall()
                            .explain("ssh", SockAddr.of("198.51.100.1", 1), Optional.empty())
                            .steps()
                            .toString();
            assertThat(steps)
                    .contains("its listener and its source address do not match")
                    .doesNotContain("not rule 5");
            assertThat(
                            bench.firewall()
                                    .explain("web", SockAddr.of("192.0.2.9", 1), Optional.empty())
                                    .steps()
                                    .toString())
                    .containsSubsequence(
                            "not rule 2",
                            "not rule 3",
                            "not rule 5",
                            "its listener does not match",
                            "not rule 4",
                            "its listener and its source address do not match");
        }
    }

    @Test
    void explanationShouldNotFailWithARouterThatFails() throws Exception {
        RouterFactory broken =
                with ->
                        session -> {
                            throw new IllegalStateException("no way");
                        };
        try (Bench bench =
                new Bench(
                        Map.of("it", PROXY),
                        Map.of("broken", broken),
                        Bench.policy("{ proxy: it, router: broken }"))) {
            Explanation said =
                    bench.firewall()
                            .explain("edge-in", SockAddr.of("192.0.2.9", 1), Optional.empty());
            assertThat(said.accepted()).isFalse();
            assertThat(said.summary()).contains("no way");
        }
    }

    @Test
    void ruleWhoseTimeItIsNotShouldBeToldWithTheClock() throws Exception {
        DayOfWeek otherDay = LocalDate.now(ZoneOffset.UTC).getDayOfWeek().plus(3);
        String rule =
                "{ listener: edge-in, service: web-out, time: { days: %s, zone: UTC } }"
                        .formatted(otherDay.name().substring(0, 3).toLowerCase(Locale.ROOT));
        try (Bench bench =
                new Bench(
                        Map.of("it", PROXY), Bench.policy("{ proxy: it, router: inband }", rule))) {
            Explanation said =
                    bench.firewall()
                            .explain("edge-in", SockAddr.of("192.0.2.9", 1), Optional.empty());
            assertThat(said.accepted()).isFalse();
            assertThat(said.steps())
                    .filteredOn(step -> step.what().equals("not rule 1"))
                    .singleElement()
                    .extracting(step -> step.result())
                    .asString()
                    .contains("00:00-24:00 UTC] does not hold at ");
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(bench.record()).contains("DENIED_BY_POLICY");
        }
    }

    @Test
    void unknownListenerShouldBeNamed() throws Exception {
        try (Bench bench = new Bench(Map.of("it", PROXY), POLICY)) {
            assertThatThrownBy(
                            () ->
                                    bench.firewall()
                                            .explain(
                                                    "dns",
                                                    SockAddr.of("192.0.2.9", 1),
                                                    Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"dns\"");
        }
    }
}
