package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.policy.Admission;
import org.stockade.policy.Admission.SessionRate;
import org.stockade.policy.ServicePolicy;

/** Services: what the document itself can check of them. */
class ServiceCheckTest {
    private static String web(String written) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nzones: { world: }\n"
                + "rules: [{ service: web, from-zone: world }]\nservices:\n  web:\n"
                + written.indent(4);
    }

    private static ServicePolicy service(String written) {
        return Documents.policy(web(written)).service("web").orElseThrow();
    }

    @Test
    void proxyAloneShouldBeEnough() {
        ServicePolicy web = service("proxy: http");

        assertThat(web.router()).isEqualTo("transparent");
        assertThat(web.chainer()).isEqualTo("connect");
        assertThat(web.toZones()).isEmpty();
        assertThat(web.maxSessions()).isZero();
        assertThat(web.timeLimits()).isEmpty();
        assertThat(List.of(web.with(), web.routerWith(), web.chainerWith()))
                .allSatisfy(settings -> assertThat(settings.place()).isEqualTo("t.yaml:6:3"));
    }

    @Test
    void admissionShouldBeRead() {
        assertThat(service("proxy: http").admission()).isEqualTo(Admission.OPEN);
        Admission admission =
                service(
                                """
                                proxy: http
                                session-rate: { per-second: 100, burst: 200 }
                                max-sessions-per-source: 50
                                maintenance: back at noon
                                """)
                        .admission();
        assertThat(admission.sessionRate()).contains(new SessionRate(100, 200));
        assertThat(admission.maxSessionsPerSource()).isEqualTo(50);
        assertThat(admission.maintenance()).contains("back at noon");
        assertThat(
                        service("proxy: http\nsession-rate: { per-second: 7 }")
                                .admission()
                                .sessionRate())
                .contains(new SessionRate(7, 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session-rate: { per-second: 0 } | per-second 0 is out of range; use 1 to 1000000",
                "session-rate: { burst: 9 } | the key \"per-second\" is missing",
                "max-sessions-per-source: -1 | -1 is out of range; use 0 to 1000000",
                "maintenance: ' ' | maintenance has 0 characters; use 1 to 500",
            })
    void wrongAdmissionShouldBeTold(String written, String told) {
        assertThat(Documents.errors(web("proxy: http\n" + written.strip())))
                .singleElement()
                .asString()
                .contains("service \"web\": ", told.strip());
    }

    @Test
    void proxyShouldBeRequired() {
        assertThat(Documents.errors(web("max-sessions: 1")))
                .containsExactly(
                        "t.yaml:6:3: service \"web\": the key \"proxy\" is missing; it is required: The"
                                + " name of the proxy that speaks the protocol.");
        assertThat(Documents.errors(web("proxy: [http]")))
                .containsExactly(
                        "t.yaml:7:12: service \"web\": proxy wants a name, but here is a list");
    }

    @Test
    void routerAndChainerShouldBeANameOrOneKey() {
        ServicePolicy web =
                service(
                        """
                        proxy: http
                        router: { direct: ["127.0.0.1:9000"] }
                        chainer: { failover: { retries: 2 } }
                        """);

        assertThat(web.router()).isEqualTo("direct");
        assertThat(web.routerWith().place()).isEqualTo("t.yaml:8:23");
        assertThat(web.chainer()).isEqualTo("failover");
        assertThat(web.chainerWith().place()).isEqualTo("t.yaml:9:26");
    }

    @Test
    void routerWithoutSettingsShouldHaveThePlaceOfItsName() {
        ServicePolicy web = service("proxy: http\nrouter: inbnd\nchainer: { failover: }");

        assertThat(web.routerWith().place()).isEqualTo("t.yaml:8:13");
        assertThat(web.chainerWith().place()).isEqualTo("t.yaml:9:16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ direct: [], inband: } | has 2 names; use",
                "{} | has 0 names; use",
                "[inband] | wants",
            })
    void otherRouterShouldBeRefused(String router, String what) {
        assertThat(Documents.errors(web("proxy: http\nrouter: " + router)))
                .singleElement()
                .asString()
                .startsWith(
                        "t.yaml:8:13: service \"web\": router "
                                + what
                                + " a name, or a mapping of one name to its settings");
    }

    @Test
    void withShouldBeAMapping() {
        assertThat(Documents.errors(web("proxy: http\nwith: [a]")))
                .containsExactly(
                        "t.yaml:8:11: service \"web\": with wants a mapping of keys and values, but here"
                                + " is a list");
    }

    @Test
    void withShouldNotBeCheckedHere() {
        assertThat(Documents.errors(web("proxy: nobody\nwith: { any: { thing: [1, {a: b}] } }")))
                .isEmpty();
    }

    @Test
    void toZonesShouldExist() {
        assertThat(service("proxy: http\nto-zones: world").toZones()).contains(List.of("world"));
        assertThat(service("proxy: http\nto-zones: []").toZones()).contains(List.of());
        assertThat(Documents.errors(web("proxy: http\nto-zones: [world, word]")))
                .containsExactly(
                        "t.yaml:8:23: service \"web\": unknown zone \"word\"; did you mean \"world\"?");
    }

    @Test
    void timeLimitsShouldBeRead() {
        ServicePolicy web =
                service(
                        """
                        proxy: http
                        time-limits: { connect: 1ms, handshake: 10s, head: 5m, response: 1h, idle: none, total: 30d }
                        """);

        assertThat(web.timeLimit("connect")).contains(Duration.ofMillis(1));
        assertThat(web.timeLimit("handshake")).contains(Duration.ofSeconds(10));
        assertThat(web.timeLimit("head")).contains(Duration.ofMinutes(5));
        assertThat(web.timeLimit("response")).contains(Duration.ofHours(1));
        assertThat(web.timeLimit("idle")).contains(ServicePolicy.NO_LIMIT);
        assertThat(web.timeLimit("total")).contains(Duration.ofDays(30));
        assertThat(ServicePolicy.NO_LIMIT.toNanos()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect: 0s | 8:29 | service \"web\": connect 0s is out of range; use 1ms to 30d",
                "connect: 31d | 8:29 | service \"web\": connect 31d is out of range; use 1ms to 30d",
                "connect: 999999999999999d | 8:29 | service \"web\": connect 999999999999999d is out of"
                        + " range; use 1ms to 30d",
                "connect: none | 8:29 | service \"web\": connect \"none\" is not a time; use a number and"
                        + " a unit: 500ms, 30s, 5m, 1h, 1d",
                "total: -1s | 8:27 | service \"web\": total \"-1s\" is not a time; use a number and a"
                        + " unit: 500ms, 30s, 5m, 1h, 1d",
                "total: 1.5s | 8:27 | service \"web\": total \"1.5s\" is not a time; use a number and a"
                        + " unit: 500ms, 30s, 5m, 1h, 1d",
                "conect: 1s | 8:20 | unknown key \"conect\"; did you mean \"connect\"?",
            })
    void wrongTimeLimitShouldBeRefused(String limit, String place, String what) {
        assertThat(Documents.errors(web("proxy: http\ntime-limits: { " + limit + " }")))
                .containsExactly("t.yaml:" + place + ": " + what);
    }

    @Test
    void maxSessionsShouldNotBeNegative() {
        assertThat(Documents.errors(web("proxy: http\nmax-sessions: -1")))
                .containsExactly(
                        "t.yaml:8:19: service \"web\": max-sessions -1 is out of range; use 0 to"
                                + " 2147483647");
    }

    @Test
    void unusedServiceShouldBeWarnedOf() {
        assertThat(
                        Documents.warnings(
                                web("proxy: http\nrouter: inband")
                                                .replace("from-zone: world", "from-subnet: '::/0'")
                                                .replace("zones: { world: }", "zones: {}")
                                        + "  spare: { proxy: plain }\n"))
                .containsExactly(
                        "t.yaml:9:3: service \"spare\" is never used; name it, or remove it");
    }
}
