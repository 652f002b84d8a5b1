package org.stockade.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.policy.internal.YamlPolicyParser;

class TotalityTest {
    private static List<String> lines(String zones, String listener, String rules) {
        return new Totality(
                        new YamlPolicyParser()
                                .parse(
                                        "t.yaml",
                                        "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0'"
                                                + listener
                                                + " } }\nzones:\n"
                                                + zones.indent(2)
                                                + "services: { web: { proxy: http, router: inband,"
                                                + " to-zones: world } }\nrules:\n"
                                                + rules.indent(2))
                                .policy()
                                .orElseThrow())
                .lines();
    }

    private static final String ZONES =
            """
            all: {}
            office: { parent: all, subnets: [10.1.0.0/16] }
            guests: { subnets: [10.2.0.0/16] }
            lab: { subnets: [10.3.0.0/24, 10.4.0.0/24] }
            world: { subnets: ["0.0.0.0/0", "::/0"] }
            """;

    @Test
    void everyZoneOfClientsShouldBeToldForAListener() {
        assertThat(
                        lines(
                                ZONES,
                                "",
                                """
                                - { from-zone: all, service: web }
                                - { from-zone: guests, from-port: 1024-65535, deny: true }
                                - { from-zone: guests, time: { days: mon }, service: web }
                                - { from-subnet: [10.3.0.0/16, 10.4.0.0/16], deny: drop }
                                """))
                .containsExactly(
                        "guests -> listener surf: in part, by rules 2, 3; the rest is refused",
                        "world -> listener surf: in part, by rules 4; the rest is refused",
                        "office -> listener surf: rule 1, service web to world",
                        "lab -> listener surf: rule 4, denied",
                        "4 pairs: 2 decided, 2 in part, 0 by no rule");
    }

    @Test
    void everyPairShouldBeToldForATransparentListener() {
        List<String> lines =
                lines(
                        "a: { subnets: 10.0.0.0/8 }\nb: { subnets: 192.0.2.0/24 }\n"
                                + "world: { subnets: \"::/0\" }",
                        ", transparent: tproxy",
                        "- { from-zone: a, to-zone: b, service: web }\n"
                                + "- { to-zone: a, to-port: 25, service: web }\n");
        assertThat(lines)
                .contains(
                        "a -> b by listener surf: rule 1, service web to world",
                        "a -> a by listener surf: in part, by rules 2; the rest is refused",
                        "b -> world by listener surf: no rule, refused",
                        "(no zone) -> b by listener surf: no rule, refused",
                        "16 pairs: 1 decided, 4 in part, 11 by no rule");
    }

    @Test
    void linesShouldBeBounded() {
        StringBuilder zones = new StringBuilder("world: { subnets: \"::/0\" }\n");
        for (int i = 0; i < 3000; i++) {
            zones.append("z%d: { subnets: 10.%d.%d.0/24 }\n".formatted(i, i / 256, i % 256));
        }
        List<String> lines =
                lines(
                        zones.toString(),
                        ", transparent: redirect",
                        "- { from-zone: z1, deny: true }");
        assertThat(lines).hasSize(202);
        assertThat(lines.get(200)).endsWith("more pairs are left out");
        assertThat(lines.get(201)).contains("pairs: ").endsWith("the policy has more");
    }
}
