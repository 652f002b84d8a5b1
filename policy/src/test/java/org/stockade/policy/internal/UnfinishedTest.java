package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A condition or limit without a value is none at all: nothing may pass by that. */
class UnfinishedTest {
    private static String document(String zone, String service, String rule) {
        return """
        stockade: 1
        listeners: { surf: { bind: "127.0.0.1:0" } }
        zones: { office: { subnets: 10.0.0.0/8%s } }
        known-addresses: [{ subnets: 10.0.0.1, user: ada }]
        services: { web: { proxy: http, router: inband%s } }
        rules: [{ service: web%s }]
        """
                .formatted(zone, service, rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listener",
                "from-zone",
                "to-zone",
                "from-subnet",
                "to-subnet",
                "from-port",
                "to-port",
                "from-interface",
                "to-interface",
                "from-interface-group",
                "to-interface-group",
                "protocol",
                "to-host",
                "detect",
                "user",
                "group",
                "time"
            })
    void conditionOfARuleShouldNotBeLeftEmpty(String key) {
        assertThat(Documents.errors(document("", "", ", " + key + ": []")))
                .containsExactly(
                        "t.yaml:6:25: rule: "
                                + key
                                + " is empty; name at least one, or remove the key");
        for (String nothing : new String[] {"", "~", "null"}) {
            assertThat(Documents.errors(document("", "", ", " + key + ": " + nothing)))
                    .containsExactly(
                            "t.yaml:6:25: rule: "
                                    + key
                                    + " has no value; give it one, or remove the key");
        }
    }

    @Test
    void ruleShouldSayWhichServiceItMeans() {
        assertThat(Documents.errors(document("", "", "").replace("service: web", "service: ")))
                .containsExactly(
                        "t.yaml:6:11: rule: service has no value; give it one, or remove the key");
    }

    // An empty list of days would be every day.
    @Test
    void timeShouldNotBeLeftWithoutDays() {
        assertThat(Documents.errors(document("", "", ", time: { days: [] }")))
                .containsExactly(
                        "t.yaml:6:33: rule: time: days is empty; name at least one, or remove the"
                                + " key");
        assertThat(
                        Documents.errors(
                                document("", ", authorization: { permit-time: { days: [] } }", "")))
                .singleElement()
                .asString()
                .contains("time: days is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "to-zones",
        "authorization",
        "authentication",
        "max-sessions",
        "session-rate",
        "max-sessions-per-source",
        "maintenance",
        "snat",
        "resolver",
        "time-limits",
        "router"
    })
    void limitOfAServiceShouldNotBeLeftOut(String key) {
        String wanted = "service \"web\": " + key + " has no value; give it one, or remove the key";
        assertThat(
                        Documents.errors(
                                document("", ", " + key + ": ", "")
                                        .replace(
                                                "router: inband, router",
                                                "chainer: connect, router")))
                .singleElement()
                .asString()
                .endsWith(wanted);
    }

    @Test
    void permissionOfAZoneAndKindOfAListenerShouldNotBeLeftOut() {
        assertThat(Documents.errors(document(", outbound-services: ", "", "")))
                .containsExactly(
                        "t.yaml:3:41: zone \"office\": outbound-services has no value; give it one,"
                                + " or remove the key");
        assertThat(
                        Documents.errors(
                                document("", "", "")
                                        .replace(
                                                "bind: \"127.0.0.1:0\"",
                                                "bind: \"127.0.0.1:0\", transparent: ")))
                .singleElement()
                .asString()
                .contains("listener \"surf\": transparent has no value");
    }

    // These are no conditions: no zone to go to is meant, and no settings are the default.
    @Test
    void listThatMeansNoneShouldBeTakenAsWritten() {
        assertThat(Documents.policy(document("", ", to-zones: [], with: ", "")).services())
                .singleElement()
                .satisfies(web -> assertThat(web.toZones()).hasValue(java.util.List.of()));
    }
}
