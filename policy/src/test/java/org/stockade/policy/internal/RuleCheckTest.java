package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.policy.RulePolicy;

/** spec/core.md section 4.1: what a rule may say. */
class RuleCheckTest {
    private static String rules(String written) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nzones: { office: , world: }\n"
                + "services: { web: { proxy: http, router: inband } }\nrules:\n"
                + written.indent(2);
    }

    private static RulePolicy rule(String written) {
        return Documents.policy(rules("- " + written)).rules().getFirst();
    }

    @Test
    void detectedServerMayBeThatOfAMatcher() {
        String matchers =
                rules("- { detect: [tls, 'tls:matcher:ads'], service: web }")
                        .replace("zones:", "matchers: { ads: { hosts: a.test } }\nzones:");
        assertThat(Documents.policy(matchers).rules().getFirst().detect())
                .containsExactly("tls", "tls:matcher:ads");
        assertThat(Documents.errors(rules("- { detect: 'tls:matcher:ads', service: web }")))
                .singleElement()
                .asString()
                .contains("rule: unknown matcher \"ads\"; define it under \"matchers\"");
        assertThat(Documents.errors(rules("- { detect: 'tls:matcher:', service: web }")))
                .singleElement()
                .asString()
                .contains("is no name");
    }

    @Test
    void hostOfTheTargetMayBeThatOfAMatcher() {
        String matchers =
                rules("- { to-host: [WWW.a.test, 'matcher:ads'], service: web }")
                        .replace("zones:", "matchers: { ads: { hosts: a.test } }\nzones:");
        RulePolicy rule = Documents.policy(matchers).rules().getFirst();
        assertThat(rule.toHosts()).containsExactly("www.a.test", "matcher:ads");
        assertThat(rule.hostNames()).containsExactly("www.a.test");
        assertThat(rule.hostMatchers()).containsExactly("ads");
        assertThat(Documents.policy(matchers).hosts()).containsExactly("www.a.test");
        assertThat(Documents.errors(rules("- { to-host: 'matcher:ads', service: web }")))
                .singleElement()
                .asString()
                .contains("rule: unknown matcher \"ads\"; define it under \"matchers\"");
        assertThat(Documents.errors(rules("- { to-host: 'matcher:', service: web }")))
                .singleElement()
                .asString()
                .contains("is no name");
    }

    @Test
    void everyKeyShouldBeRead() {
        RulePolicy rule =
                rule(
                        """
                        { id: 9, listener: [surf], from-zone: office, to-zone: [world, office],
                            from-subnet: [10.0.0.0/8, "fd00::/8"], to-subnet: 192.0.2.1,
                            from-port: 1024-65535, to-port: [80, "443", "2000-2100"],
                            from-interface: eth0, to-interface: [eth1, eth2],
                            from-interface-group: 3, to-interface-group: [4, 5],
                            protocol: [tcp, 17, 132], to-host: [WWW.example.com., db],
                            user: ada, group: [staff, staff], deny: drop }
                        """
                                .strip());

        assertThat(rule.id()).isEqualTo(9);
        assertThat(rule.listeners()).containsExactly("surf");
        assertThat(rule.fromZones()).containsExactly("office");
        assertThat(rule.toZones()).containsExactly("world", "office");
        assertThat(rule.fromSubnets()).hasToString("[10.0.0.0/8, fd00::/8]");
        assertThat(rule.toSubnets()).hasToString("[192.0.2.1/32]");
        assertThat(rule.fromPorts()).hasToString("[1024-65535]");
        assertThat(rule.toPorts()).hasToString("[80, 443, 2000-2100]");
        assertThat(rule.fromInterfaces()).containsExactly("eth0");
        assertThat(rule.toInterfaces()).containsExactly("eth1", "eth2");
        assertThat(rule.fromInterfaceGroups()).containsExactly(3);
        assertThat(rule.toInterfaceGroups()).containsExactly(4, 5);
        assertThat(rule.protocols()).containsExactly(6, 17, 132);
        assertThat(rule.toHosts()).containsExactly("www.example.com", "db");
        assertThat(rule.users()).containsExactly("ada");
        assertThat(rule.groups()).containsExactly("staff");
        assertThat(rule.times()).isEmpty();
        assertThat(rule.deny()).contains(RulePolicy.Denial.DROP);
        assertThat(rule.service()).isEmpty();
        assertThat(rule.place()).isEqualTo("t.yaml:6:5");
    }

    @Test
    void ruleShouldHaveTheSmallestUnusedIdAndStandByIt() {
        List<RulePolicy> rules =
                Documents.policy(
                                rules(
                                        """
                                        - { id: 3, from-port: 1, deny: true }
                                        - { from-port: 2, deny: true }
                                        - { from-port: 3, deny: true }
                                        - { from-port: 4, deny: true }
                                        - { id: 1, from-port: 5, deny: true }
                                        """))
                        .rules();

        assertThat(rules).extracting(RulePolicy::id).containsExactly(1, 2, 3, 4, 5);
        assertThat(rules)
                .extracting(rule -> rule.fromPorts().getFirst().low())
                .containsExactly(5, 2, 1, 3, 4);
    }

    @Test
    void idShouldBeUniqueAndNameBothPlaces() {
        assertThat(Documents.errors(rules("- { id: 7, deny: true }\n- { id: 7, service: web }\n")))
                .containsExactly(
                        "t.yaml:7:11: rule: id 7 is taken already at t.yaml:6:11; use another, or none"
                                + " for the smallest unused");
    }

    @Test
    void idShouldBePositive() {
        assertThat(Documents.errors(rules("- { id: 0, deny: true }")))
                .containsExactly("t.yaml:6:11: rule: id 0 is out of range; use 1 to 2147483647");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ listener: surf } | neither \"service\" nor \"deny\"",
                "{ service: web, deny: true } | both \"service\" and \"deny\"",
            })
    void ruleShouldHaveEitherServiceOrDenial(String rule, String what) {
        assertThat(Documents.errors(rules("- " + rule)))
                .containsExactly("t.yaml:6:5: rule: " + what + "; use one of them");
    }

    @Test
    void wrongDenialShouldBeOneError() {
        assertThat(Documents.errors(rules("- { deny: maybe }")))
                .containsExactly(
                        "t.yaml:6:13: rule: deny \"maybe\" is not known; use true, drop or reset");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listener: serf | 6:17 | unknown listener \"serf\"; did you mean \"surf\"?",
                "from-zone: ofice | 6:18 | unknown zone \"ofice\"; did you mean \"office\"?",
                "to-zone: elsewhere | 6:16 | unknown zone \"elsewhere\"; use office or world",
                "from-port: 65536 | 6:18 | port 65536 is out of range; use 0 to 65535",
                "to-port: 90-80 | 6:16 | port range 90-80 is not a range; use 0 to 65535, low first",
                "from-subnet: ten | 6:20 | \"ten\" is not a subnet: it is not an address; use 10.0.0.0/8"
                        + " or fd00::/8",
                "protocol: sctp | 6:17 | protocol \"sctp\" is not known; use tcp, udp or a number, 0 to"
                        + " 255",
                "protocol: 256 | 6:17 | protocol \"256\" is not known; use tcp, udp or a number, 0 to 255",
                "from-interface-group: lan | 6:29 | from-interface-group \"lan\" is not a whole number; use"
                        + " 0 to 2147483647",
            })
    void wrongConditionShouldBeRefused(String condition, String place, String what) {
        assertThat(Documents.errors(rules("- { " + condition + ", deny: true }")))
                .containsExactly("t.yaml:" + place + ": rule: " + what);
    }

    @Test
    void unknownServiceShouldBeRefused() {
        assertThat(Documents.errors(rules("- { service: wep }")))
                .containsExactly(
                        "t.yaml:6:16: rule: unknown service \"wep\"; did you mean \"web\"?");
    }

    @Test
    void detectShouldTakeProtocolsAndServerNamesInLowerCase() {
        assertThat(
                        Documents.policy(
                                        rules(
                                                "- { deny: true, detect: [ssh, \"tls:WWW.Example.com.\", \"alpn:h2\","
                                                        + " \"cert:"
                                                        + "0A:".repeat(31)
                                                        + "0a\"] }"))
                                .rules()
                                .getFirst()
                                .detect())
                .containsExactly(
                        "ssh", "tls:www.example.com", "alpn:h2", "cert:" + "0a".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS", "tls:", "tls:*.example.com", "alpn:", "a b", "cert:12"})
    void detectOfSomethingElseShouldBeRefused(String name) {
        assertThat(Documents.errors(rules("- { deny: true, detect: \"" + name + "\" }")))
                .singleElement()
                .asString()
                .startsWith("t.yaml:6:27: ")
                .contains("detect");
    }

    @Test
    void ruleShouldBeAMapping() {
        assertThat(Documents.errors(rules("- web")))
                .containsExactly(
                        "t.yaml:6:5: rule: wants a mapping of keys and values, but here is a single"
                                + " value");
    }
}
