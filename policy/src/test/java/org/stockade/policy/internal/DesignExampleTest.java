package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser.Reading;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.ServicePolicy;
import org.stockade.session.Zone;

/** The example of the design, word for word, and what comes of it. */
class DesignExampleTest {
    static String example() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        DesignExampleTest.class.getResourceAsStream("design-example.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Policy policy() throws IOException {
        Reading reading =
                new YamlPolicyParser()
                        .parse("edge.yaml", example().replace("tproxy }    #", "false }     #"));
        assertThat(reading.errors()).isEmpty();
        return reading.policy().orElseThrow();
    }

    @Test
    void exampleShouldHaveNeitherErrorNorWarning() throws IOException {
        Reading reading = new YamlPolicyParser().parse("edge.yaml", example());

        assertThat(reading.errors()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
    }

    @Test
    void targetConditionShouldBeWarnedOfWithoutTransparency() throws IOException {
        Reading reading =
                new YamlPolicyParser().parse("edge.yaml", example().replace("tproxy }", "false }"));

        assertThat(reading.errors()).isEmpty();
        assertThat(reading.warnings())
                .containsExactly(
                        "edge.yaml:30:60: rule: to-zone on a listener that is not transparent never"
                                + " matches a target; use to-zones of the service");
    }

    @Test
    void zonesShouldFormTheirTree() throws IOException {
        List<Zone> zones = policy().zones();

        assertThat(zones).extracting(Zone::name).containsExactly("office", "servers", "world");
        assertThat(zones.get(0).subnets()).hasToString("[10.1.0.0/16, fd00:1::/32]");
        assertThat(zones.get(1).parent()).containsSame(zones.get(0));
        assertThat(zones.get(1).depth()).isEqualTo(1);
    }

    @Test
    void listenersShouldHaveTheirAddressesAndDefaults() throws IOException {
        ListenerPolicy surf = policy().listeners().getFirst();

        assertThat(surf)
                .isEqualTo(
                        new ListenerPolicy(
                                "surf",
                                List.of(
                                        Bind.tcp(SockAddr.of("127.0.0.1", 3128)),
                                        Bind.tcp(SockAddr.of("::1", 3128))),
                                10000,
                                0,
                                false,
                                ListenerPolicy.Transparency.FALSE,
                                "edge.yaml:8:3"));
    }

    @Test
    void servicesShouldHaveTheirSettingsUnopened() throws IOException {
        ServicePolicy web = policy().service("web-out").orElseThrow();
        ServicePolicy relay = policy().service("relay").orElseThrow();

        assertThat(web.proxy()).isEqualTo("http");
        assertThat(web.with().place()).isEqualTo("edge.yaml:15:7");
        assertThat(web.router()).isEqualTo("inband");
        assertThat(web.chainer()).isEqualTo("connect");
        assertThat(web.toZones()).contains(List.of("world"));
        assertThat(web.maxSessions()).isEqualTo(2000);
        assertThat(web.timeLimit("idle")).contains(Duration.ofMinutes(5));
        assertThat(web.timeLimit("total")).isEmpty();

        assertThat(relay.with().place()).isEqualTo("edge.yaml:24:3");
        assertThat(relay.router()).isEqualTo("direct");
        assertThat(relay.routerWith().place()).isEqualTo("edge.yaml:26:23");
        assertThat(relay.chainer()).isEqualTo("connect");
        assertThat(relay.toZones()).isEmpty();
        assertThat(relay.maxSessions()).isZero();
    }

    @Test
    void rulesShouldHaveIdsAndPlaces() throws IOException {
        List<RulePolicy> rules = policy().rules();

        assertThat(rules).extracting(RulePolicy::id).containsExactly(1, 2, 7);
        assertThat(rules.get(0).place()).isEqualTo("edge.yaml:28:5");
        assertThat(rules.get(0).listeners()).containsExactly("surf");
        assertThat(rules.get(0).fromZones()).containsExactly("office");
        assertThat(rules.get(0).service()).contains("web-out");
        assertThat(rules.get(2).deny()).contains(RulePolicy.Denial.RESET);
        assertThat(rules.get(2).service()).isEqualTo(Optional.empty());
    }
}
