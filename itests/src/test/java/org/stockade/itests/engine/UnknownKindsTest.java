package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip of the pen in what a bundle brings is mended like one in a key: the nearest is named. */
class UnknownKindsTest {
    private static final String LISTENERS = "listeners:";

    private static List<String> errors(String policy) throws IOException {
        try (Bench bench = Bench.of(session -> session.connectServer())) {
            return bench.firewall().check("t", policy).errors();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "router: inbnd | no router is called \"inbnd\"; did you mean \"inband\"?",
                "router: { dirct: [] } | no router is called \"dirct\"; did you mean \"direct\"?",
                "router: transparant | no router is called \"transparant\"; did you mean"
                        + " \"transparent\"?",
                "router: socks | no router is called \"socks\"; there are [direct, inband,"
                        + " transparent], and a bundle may bring others",
                "chainer: round_robin | no chainer is called \"round_robin\"; did you mean"
                        + " \"round-robin\"?",
                "chainer: hunt | no chainer is called \"hunt\"; there are [connect, failover,"
                        + " least-connections, round-robin, side-stack, weighted], and a bundle may"
                        + " bring others",
            })
    void nearestRouterOrChainerShouldBeNamed(String key, String error) throws IOException {
        assertThat(errors(Bench.policy("{ proxy: it, " + key + " }")))
                .singleElement()
                .asString()
                .matches("t:8:\\d+: .*")
                .endsWith(": service \"web-out\": " + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nat: { it: { statc: 192.0.2.1 } } | NAT policy \"it\": no kind is called"
                        + " \"statc\"; did you mean \"static\"?",
                "nat: { it: nat66 } | NAT policy \"it\": no kind is called \"nat66\"; did you mean"
                        + " \"nat46\"?",
                "resolvers: { it: sytsem } | resolver \"it\": no kind is called \"sytsem\"; did you"
                        + " mean \"system\"?",
                "resolvers: { it: mdns-sd } | resolver \"it\": no kind is called \"mdns-sd\"; there"
                        + " are [dns, static, system], and a bundle may bring others",
                "matchers: { it: { regex: a } } | matcher \"it\": no kind is called \"regex\"; did"
                        + " you mean \"regexp\"?",
            })
    void nearestKindShouldBeNamed(String section, String error) throws IOException {
        String policy = Bench.policy(Bench.DIRECT).replace(LISTENERS, section + "\n" + LISTENERS);
        assertThat(errors(policy))
                .singleElement()
                .asString()
                .matches("t:5:\\d+: .*")
                .endsWith(": " + error);
    }

    @Test
    void nearestResolverOfAMatcherShouldBeNamed() throws IOException {
        String sections =
                "resolvers: { asked: system }\n"
                        + "matchers: { it: { dns: { hosts: a.test, resolver: askd } } }\n";
        String policy = Bench.policy(Bench.DIRECT).replace(LISTENERS, sections + LISTENERS);
        assertThat(errors(policy))
                .singleElement()
                .asString()
                .startsWith("t:6:")
                .endsWith("unknown resolver \"askd\"; did you mean \"asked\"?");
    }

    // A rule that nothing recognises is a warning: a bundle may come.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "htp  | did you mean \"http\"?",
                "smtp | there are [alpn, cert, http, ssh, ssh-server, tls]",
            })
    void nearestDetectorShouldBeNamed(String kind, String mend) throws IOException {
        String policy =
                Bench.policy(
                        Bench.DIRECT,
                        "{ listener: edge-in, detect: " + kind + ", service: web-out }");
        try (Bench bench = Bench.of(session -> session.connectServer())) {
            assertThat(bench.firewall().check("t", policy).warnings())
                    .singleElement()
                    .asString()
                    .startsWith("t:10:")
                    .contains("nothing recognises \"" + kind + "\"")
                    .endsWith("until a bundle that has it is started; " + mend);
        }
    }
}
