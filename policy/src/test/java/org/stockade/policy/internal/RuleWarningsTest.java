package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is allowed in rules and probably not meant. */
class RuleWarningsTest {
    private static String rules(String written) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nzones: { office: }\n"
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
                        Documents.warnings(
                                rules(
                                        """
                                        - { from-port: [80, 443], from-zone: office, service: web }
                                        - { from-port: [80], from-zone: office, service: web }
                                        - { from-zone: office, from-port: ["443", 80], deny: true }
                                        """)))
                .containsExactly(
                        "t.yaml:8:5: rule 3 has the same conditions as rule 1 at t.yaml:6:5; the smaller"
                                + " id decides, remove this one");
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
