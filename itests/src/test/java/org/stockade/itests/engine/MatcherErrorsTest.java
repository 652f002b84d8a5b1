package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.access.Firewall;

/**
 * What is wrong with matchers of a policy, and with the names of such, is told when it is checked.
 */
class MatcherErrorsTest {
    private static Bench bench(String matchers) throws IOException {
        return new Bench(Map.of("it", MatchersTest.ASKING), MatchersTest.policy(matchers));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "it: { hostz: a.test } | matcher \"it\": no kind is called \"hostz\"; did you mean \"hosts\"?",
                "it: { lists: a.test } | matcher \"it\": no kind is called \"lists\"; there are [combine",
                "it: { hosts: [] } | matcher \"it\": neither names nor files",
                "it: { hosts: [a.test, b/c] } | test:6:25: matcher \"it\": names.1: \"b/c\" is not the name",
                "it: { hosts: { files: none.txt } } | files.0: \"none.txt\" is relative, and this policy has no folder",
                "it: { hosts: { files: /nowhere/none.txt } } | file /nowhere/none.txt is not there",
                "it: { regexp: '(' } | matcher \"it\": match.0: \"(\" is no regular expression",
                "it: { regexp: { match: a, wrong: ignore } } | wrong \"ignore\" is not known; use refuse or skip",
                "it: { regexp: { ignore: a } } | no pattern; give at least one",
                "it: { regexp-files: { ignore: a } } | the key \"match\" is missing",
                "it: { combine: it } | matcher \"it\" is made of itself: it > it; take it out",
                "it: { combine: { and: [other, none] } } | unknown matcher \"none\"",
                "it: { combine: { and: [] } } | matcher \"it\": and: 0 matchers; give at least one",
                "it: { combine: { and: other, or: other } } | 2 operators; use one of and, or, xor, eq, not",
                "it: { combine: { or: [other, { }] } } | matcher \"it\": or.1: 0 operators",
                "it: { combine: { not: [other, other] } } | wants a name, but here is a list",
                "it: { combine: { nand: [other] } } | unknown key \"nand\"; did you mean",
                "it: { dns: [] } | 0 hosts; give at least one",
                "it: { dns: { hosts: a.test, resolver: none } } | unknown resolver \"none\"",
                "it: { dns: { hosts: 'a b' } } | \"a b\" is not the name of a host",
                "it: { windows-update: { resolver: none } } | unknown resolver \"none\"",
            })
    void wrongMatcherShouldBeRefusedAtItsPlace(String written, String expected) throws Exception {
        try (Bench bench = bench("it: { hosts: a.test }")) {
            List<String> errors =
                    bench.firewall()
                            .check(
                                    "test",
                                    MatchersTest.policy(written + "\nother: { hosts: b.test }"))
                            .errors();
            assertThat(errors).singleElement().asString().startsWith("test:6:").contains(expected);
        }
    }

    // That a proxy or another matcher names it is known when its settings are read.
    @Test
    void whatNothingNamesShouldBeWarnedOf() throws Exception {
        try (Bench bench = bench("it: { hosts: a.test }")) {
            String policy =
                    MatchersTest.policy(
                                    """
                                    it: { combine: { or: [part, asking] } }
                                    part: { hosts: a.test }
                                    asking: { dns: { hosts: [a.test], resolver: asked } }
                                    alone: { hosts: b.test }
                                    """)
                            .replace(
                                    "matchers:",
                                    "resolvers: { asked: { static: { hosts: { a.test: 192.0.2.1 } } }, idle:"
                                            + " system }\nmatchers:");
            Firewall.PolicyReport report = bench.firewall().check("test", policy);
            assertThat(report.errors()).isEmpty();
            assertThat(report.warnings())
                    .filteredOn(warning -> warning.contains("never used"))
                    .hasSize(2)
                    .anyMatch(it -> it.contains("matcher \"alone\" is never used; name it, or"))
                    .anyMatch(it -> it.contains("resolver \"idle\" is never used; name it, or"));
            // What an absent proxy would name nobody knows.
            assertThat(
                            bench.firewall()
                                    .check("test", policy.replace("proxy: it", "proxy: absent"))
                                    .warnings())
                    .noneMatch(warning -> warning.contains("never used"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"detect: \"tls:matcher:of-rules\"", "to-host: \"matcher:of-rules\""})
    void whatARuleNamesShouldNotBeWarnedOf(String condition) throws Exception {
        try (Bench bench = bench("it: { hosts: a.test }")) {
            String policy =
                    MatchersTest.policy("it: { hosts: a.test }\nof-rules: { hosts: b.test }")
                            .replaceFirst(
                                    "rules:\n",
                                    "rules:\n  - { " + condition + ", service: web-out }\n");
            Firewall.PolicyReport report = bench.firewall().check("test", policy);
            assertThat(report.errors()).isEmpty();
            assertThat(report.warnings()).noneMatch(warning -> warning.contains("never used"));
        }
    }

    @Test
    void matchersThatAreMadeOfEachOtherShouldBeToldOnceWithTheWay() throws Exception {
        String loop =
                """
                it: { combine: { or: [b, x] } }
                b: { combine: { not: c } }
                c: { combine: it }
                x: { hosts: a.test }
                """;
        try (Bench bench = bench("it: { hosts: a.test }")) {
            assertThat(bench.firewall().check("test", MatchersTest.policy(loop)).errors())
                    .singleElement()
                    .asString()
                    .contains("test:8:", "\"it\" is made of itself: it > b > c > it");
            StringBuilder deep = new StringBuilder("it: { combine: m1 }\n");
            for (int i = 1; i < 40; i++) {
                deep.append("m%d: { combine: m%d }\n".formatted(i, i + 1));
            }
            deep.append("m40: { hosts: a.test }\n");
            assertThat(
                            bench.firewall()
                                    .check("test", MatchersTest.policy(deep.toString()))
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("over 32 are made of each other; use fewer");
            StringBuilder wide = new StringBuilder("m0: { hosts: a.test }\n");
            for (int i = 1; i < 20; i++) {
                wide.append("m%1$d: { combine: { or: [m%2$d, m%2$d] } }\n".formatted(i, i - 1));
            }
            assertThat(
                            bench.firewall()
                                    .check(
                                            "test",
                                            MatchersTest.policy(wide + "it: { combine: m19 }"))
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("it would ask over 10000 matchers for each text");
        }
    }

    @Test
    void nameThatAProxyGivesInVainShouldBeAnErrorAtItsPlace() throws Exception {
        try (Bench bench = bench("it: { hosts: a.test }")) {
            assertThat(
                            bench.firewall()
                                    .check(
                                            "test",
                                            MatchersTest.policy(
                                                    "ads: { hosts: a.test }", "lines: adz"))
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("service \"web-out\": unknown matcher \"adz\"; did you mean \"ads\"");
        }
    }

    @Test
    void ruleThatNamesNoMatcherShouldBeAnError() throws Exception {
        try (Bench bench = bench("it: { hosts: a.test }")) {
            String rule = "- { listener: edge-in, detect: \"tls:matcher:ads\", service: web-out }";
            assertThat(
                            bench.firewall()
                                    .check(
                                            "test",
                                            MatchersTest.policy("it: { hosts: a.test }")
                                                    + "  "
                                                    + rule)
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("rule: unknown matcher \"ads\"");
        }
    }
}
