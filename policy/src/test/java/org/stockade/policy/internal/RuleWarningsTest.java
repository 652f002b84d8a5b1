package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is allowed in rules and probably not meant. */
class RuleWarningsTest {
    private static String rules(String written) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nzones: { office: { subnets: 10.1.0.0/16 }, up: { subnets: 10.2.0.0/16 } }\n"
                + "services: { web: { proxy: http, router: inband, to-zones: office } }\nrules:\n"
                + written.indent(2);
    }

    @ParameterizedTest
    @CsvSource({
        "to-zone: office, to-zone, 22",
        "to-subnet: 10.0.0.0/8, to-subnet, 24",
        "to-port: [80], to-port, 23"
    })
    void targetOfAListenerThatIsNotTransparentShouldBeWarnedOf(
            String condition, String key, int column) {
        assertThat(Documents.warnings(rules("- { service: web, " + condition + " }")))
                .containsExactly(
                        "t.yaml:6:"
                                + (column + 8)
                                + ": rule: "
                                + key
                                + " on a listener that is not transparent never matches a target; use"
                                + " to-zones of the service");
    }

    @Test
    void sameConditionsShouldBeWarnedOf() {
        assertThat(
                        overlaps(
                                """
                                - { from-port: [80, 443], from-zone: office, service: web }
                                - { from-zone: office, from-port: ["443", 80], deny: true }
                                """))
                .containsExactly(
                        "t.yaml:7:5: rule 2 has the same conditions as rule 1 at t.yaml:6:5; the smaller"
                                + " id decides, remove this one");
    }

    private static List<String> overlaps(String written) {
        return Documents.warnings(rules(written)).stream()
                .filter(warning -> !warning.contains("never used"))
                .toList();
    }

    @Test
    void ruleThatNeverDecidesShouldBeWarnedOfWithBothPlaces() {
        assertThat(
                        overlaps(
                                """
                                - { from-zone: [office, up], service: web }
                                - { from-zone: office, listener: surf, time: { days: mon }, deny: true }
                                """))
                .containsExactly(
                        "t.yaml:7:5: rule 2 never decides: rule 1 at t.yaml:6:5 matches whatever it"
                                + " matches, no less closely, and has the smaller id; remove it, or"
                                + " give it a further condition");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from-zone: [office] | from-zone: [office, up]",
                "listener: surf | protocol: tcp, from-port: 1",
                "from-port: 80-90 | from-port: 90-99",
                "from-subnet: 10.1.2.3/16 | from-subnet: [10.1.0.0/16, 10.9.0.0/16]",
                "time: { days: mon } | time: { days: mon-fri, to: 12:00 }",
                "time: { to: 08:00 } | time: { from: 08:00 }",
                "from-zone: office, from-port: 80-90 | from-zone: office, from-port: 80",
                "from-zone: office | from-zone: up",
            })
    void rulesThatCanTieShouldBeWarnedOfAndNoOthers(String one, String other) {
        List<String> told =
                overlaps("- { " + one + ", service: web }\n- { " + other + ", deny: true }\n");
        boolean can =
                List.of("from-zone: [office]", "from-port: 80-90", "time: { days: mon }")
                                .contains(one.strip())
                        || one.startsWith("from-subnet");
        if (can) {
            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains("rule 2 can fit as closely as rule 1 at t.yaml:6:5");
        } else {
            assertThat(told).isEmpty();
        }
    }

    @Test
    void listenersThatDifferShouldNotTie() {
        String two =
                "stockade: 1\nlisteners: { a: { bind: '127.0.0.1:0' }, b: { bind: '127.0.0.2:0' } }\n"
                        + "services: { web: { proxy: http, router: inband } }\n"
                        + "rules: [{ listener: a, service: web }, { listener: b, deny: true }]\n";
        assertThat(Documents.warnings(two)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol: [udp, 132] | never matches: it wants protocols [17, 132], and its listeners serve [6]",
                "user: ada | never matches: it wants a user or group, and nobody is known",
                "from-zone: empty | never matches: from-zone empty has neither subnets nor hosts",
            })
    void ruleThatNothingCanMatchShouldBeWarnedOf(String condition, String told) {
        String policy =
                rules("- { " + condition + ", service: web }")
                        .replace("zones: {", "zones: { empty: { parent: office },");
        assertThat(Documents.warnings(policy))
                .filteredOn(warning -> !warning.contains("never used"))
                .singleElement()
                .asString()
                .contains("t.yaml:6:5: rule 1 " + told);
    }

    @Test
    void detectionOfDatagramsShouldBeWarnedOf() {
        String two =
                "stockade: 1\nlisteners: { a: { bind: 'udp:127.0.0.1:0' }, b: { bind: '127.0.0.2:0' } }\n"
                        + "services: { web: { proxy: plain, router: inband } }\n"
                        + "rules: [{ listener: %s, detect: tls, service: web }]\n";
        assertThat(Documents.warnings(two.formatted("a")))
                .anyMatch(warning -> warning.contains("rule 1 never matches: it wants detection"));
        assertThat(Documents.warnings(two.formatted("[a, b]")))
                .noneMatch(warning -> warning.contains("detection"));
        assertThat(Documents.warnings(two.formatted("[a, b], protocol: udp")))
                .anyMatch(warning -> warning.contains("rule 1 never matches: it wants detection"));
    }

    @Test
    void zoneWithOnesBelowItShouldBeMatchedByThem() {
        String policy =
                rules("- { from-zone: above, service: web }")
                        .replace("office: {", "above: , office: { parent: above,");
        assertThat(Documents.warnings(policy)).noneMatch(told -> told.contains("never matches"));
    }

    @Test
    void routerThatLeadsToTheListenerShouldBeWarnedOf() {
        assertThat(
                        Documents.warnings(
                                """
                                stockade: 1
                                listeners: { surf: { bind: '127.0.0.1:0' } }
                                services: { relay: { proxy: plain } }
                                rules: [{ service: relay }, { from-port: 1, service: relay }]
                                """))
                .containsExactly(
                        "t.yaml:3:13: service \"relay\": router transparent on a listener that is not"
                                + " transparent leads to the listener itself; use router inband or {"
                                + " direct: [ADDRESS:PORT] }");
    }
}
