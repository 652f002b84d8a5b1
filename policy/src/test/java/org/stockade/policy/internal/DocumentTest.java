package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The document as a whole: what is required at its root, and that everything is reported at once.
 */
class DocumentTest {
    @Test
    void everyErrorShouldBeReportedAtOnceInOrder() {
        assertThat(
                        Documents.errors(
                                """
                                stockade: 1
                                name: edge/1
                                zones:
                                  office: { subnets: [10.1.0.0/33], colour: green }
                                listeners:
                                  mail-in: { bind: "127.0.0.1:70000", max-connections: 0 }
                                services:
                                  web:
                                    proxi: http
                                    time-limits: { connect: 15 }
                                rules:
                                  - { listener: mail, from-zone: ofice, service: web, deny: drop }
                                """))
                .containsExactly(
                        "t.yaml:2:7: \"edge/1\" is no name; use 1 to 63 letters, digits, \"-\", \"_\" or"
                                + " \".\", the first a letter, digit or \"_\"",
                        "t.yaml:4:23: zone \"office\": \"10.1.0.0/33\" is not a subnet: its prefix length"
                                + " is not a number from 0 to 32; use 10.0.0.0/8 or fd00::/8",
                        "t.yaml:4:37: unknown key \"colour\"; use parent, subnets, hosts, resolver,"
                                + " outbound-services, inbound-services or umbrella",
                        "t.yaml:6:20: listener \"mail-in\": port 70000 is out of range; use 0 to 65535",
                        "t.yaml:6:56: listener \"mail-in\": max-connections 0 is out of range; use 1 to"
                                + " 1000000",
                        "t.yaml:8:3: service \"web\": the key \"proxy\" is missing; it is required: The"
                                + " name of the proxy that speaks the protocol.",
                        "t.yaml:9:5: unknown key \"proxi\"; did you mean \"proxy\"?",
                        "t.yaml:10:29: service \"web\": connect \"15\" is not a time; use a number and a"
                                + " unit: 500ms, 30s, 5m, 1h, 1d",
                        "t.yaml:12:5: rule: both \"service\" and \"deny\"; use one of them",
                        "t.yaml:12:17: rule: unknown listener \"mail\"; use mail-in",
                        "t.yaml:12:34: rule: unknown zone \"ofice\"; did you mean \"office\"?");
    }

    @Test
    void grammarShouldBeRequired() {
        assertThat(Documents.errors("listeners: { surf: { bind: \"127.0.0.1:0\" } }"))
                .containsExactly(
                        "t.yaml:1:1: the key \"stockade\" is missing; it is required: The version of"
                                + " this grammar.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "1.0", "\"1\"", "one", "01"})
    void otherGrammarShouldBeTheOnlyError(String grammar) {
        assertThat(Documents.errors("stockade: " + grammar + "\nhosts: {}\n"))
                .containsExactly(
                        "t.yaml:1:11: grammar \""
                                + grammar.replace("\"", "")
                                + "\" is not known to this version, which reads stockade: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "listeners:\n", "listeners: {}\n", "listeners: ~\n"})
    void documentWithoutListenerShouldBeRefused(String listeners) {
        assertThat(Documents.errors("stockade: 1\n" + listeners))
                .containsExactly(
                        "t.yaml:1:1: no listener; define at least one under \"listeners\" for anything"
                                + " to be served");
    }

    @Test
    void documentWithoutRuleShouldBeWarnedOf() {
        assertThat(
                        Documents.warnings(
                                """
                                stockade: 1
                                listeners: { surf: { bind: "127.0.0.1:0" } }
                                zones:
                                services:
                                rules:
                                """))
                .containsExactly(
                        "t.yaml:1:1: no rule: every connection is refused; add one under \"rules\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[stockade]", "stockade"})
    void rootShouldBeAMapping(String text) {
        assertThat(Documents.errors(text))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(
                        "t.yaml:1:1: the document wants a mapping of keys and values, but here is a");
    }

    @Test
    void unknownSectionShouldNameTheNearest() {
        assertThat(
                        Documents.errors(
                                """
                                stockade: 1
                                listners: {}
                                listeners: { surf: { bind: "127.0.0.1:0" } }
                                bogus: 1
                                """))
                .containsExactly(
                        "t.yaml:2:1: unknown key \"listners\"; did you mean \"listeners\"?",
                        "t.yaml:4:1: unknown key \"bogus\"; use stockade, name, transport, generations, deployment, budgets, zones, nat, resolvers, matchers, authenticators, known-addresses, listeners, services"
                                + " or rules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a:b", "a(b)", "a b", "-a", ".a", "é"})
    void namesShouldHoldNoSeparatorOfSessionIds(String name) {
        assertThat(
                        Documents.errors(
                                "stockade: 1\nlisteners: {\""
                                        + name
                                        + "\": {bind: '127.0.0.1:0'}}"))
                .contains(
                        "t.yaml:2:13: \""
                                + name
                                + "\" is no name; use 1 to 63 letters, digits, \"-\", \"_\" or \".\", the"
                                + " first a letter, digit or \"_\"");
    }

    @Test
    void nameShouldHaveAtMost63Characters() {
        String yaml = "stockade: 1\nname: %s\nlisteners: {a: {bind: '127.0.0.1:0'}}";

        assertThat(Documents.errors(yaml.formatted("x".repeat(63)))).isEmpty();
        assertThat(Documents.errors(yaml.formatted("x".repeat(64)))).hasSize(1);
    }

    @Test
    void nameShouldBeTheFirewalls() {
        assertThat(
                        Documents.policy(
                                        "stockade: 1\nname: edge\nlisteners: {a: {bind: '127.0.0.1:0'}}")
                                .name())
                .contains("edge");
    }

    @Test
    void messagesShouldNotSteerATerminal() {
        assertThat(
                        Documents.errors(
                                "stockade: 1\n\"\\e[31m\\n\": 1\nlisteners: {a: {bind: '[::1]:0'}}"))
                .containsExactly(
                        "t.yaml:2:1: unknown key \"\\u001b[31m\\u000a\"; use stockade, name, transport, generations, deployment, budgets, zones, nat,"
                                + " resolvers, matchers, authenticators, known-addresses, listeners, services or"
                                + " rules");
    }

    @Test
    void errorsShouldEndAt1000() {
        StringBuilder text = new StringBuilder("stockade: 1\nzones:\n");
        for (int i = 0; i < 5000; i++) {
            text.append("  z").append(i).append(": { colour: green, parent: nowhere }\n");
        }

        assertThat(Documents.errors(text.toString()))
                .hasSize(1001)
                .startsWith(
                        "t.yaml:3:9: unknown key \"colour\"; use parent, subnets, hosts, resolver,"
                                + " outbound-services, inbound-services or umbrella")
                .endsWith("t.yaml: over 1000 of these; the rest shows when they are mended");
    }
}
