package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.access.Matchers;
import org.stockade.access.Replay;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;
import org.stockade.match.MatcherFactory;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Setting;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Matchers of a policy: how they are checked, asked by rules, proxies and people, and reloaded. */
class MatchersTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 0);

    @TempDir private Path folder;

    /** What a proxy that asks a matcher has. */
    record Keys(@Setting("Lines that are answered.") Matcher lines) {}

    /** Answers each line of its client with whether it matches; one that cannot tell refuses. */
    private static final ProxyFactory ASKING =
            with -> {
                Matcher lines = with.bind(Keys.class).lines();
                return () ->
                        session -> {
                            Endpoint client = session.clientStream();
                            for (String line = client.readLine(100);
                                    line != null;
                                    line = client.readLine(100)) {
                                client.writeLine(lines.matches(line) ? "yes" : "no");
                                client.flush();
                            }
                        };
            };

    private static String policy(String matchers) {
        return policy(matchers, "lines: it");
    }

    private static String policy(String matchers, String with) {
        return Bench.policy("{ proxy: it, router: inband, with: { " + with + " } }")
                .replace("listeners:", "matchers:\n" + matchers.indent(2) + "listeners:");
    }

    private static Bench bench(String matchers) throws IOException {
        return new Bench(Map.of("it", ASKING), policy(matchers));
    }

    private static String ask(Bench bench, String name, String text) {
        Matchers.Answer said = bench.firewall().matchers().ask(name, text).orElseThrow();
        return (said.known() ? said.matches() ? "match" : "no match" : "cannot tell")
                + ": "
                + said.why();
    }

    @Test
    void proxyShouldAskTheMatcherThatItsSettingsName() throws Exception {
        try (Bench bench = bench("it: { hosts: [ads.test, =shop.test] }");
                Endpoint client = bench.client()) {
            Bench.send(client, "www.ads.test\r\nwww.shop.test\r\nshop.test\r\n");
            assertThat(Bench.receive(client, 14)).isEqualTo("yes\r\nno\r\nyes\r\n");
        }
    }

    @Test
    void matcherThatCannotTellShouldEndTheSessionThatAskedAlone() throws Exception {
        MatcherFactory failing =
                (with, sources) ->
                        text -> {
                            if (text.equals("boom")) {
                                throw new IllegalStateException("boom");
                            }
                            return true;
                        };
        MemoryTransport network = new MemoryTransport(4096);
        FixedRevisions offered =
                new FixedRevisions(Map.of("it", ASKING), Map.of(), Map.of("theirs", failing));
        try (TestFirewall firewall = new TestFirewall(network, offered, policy("it: theirs"));
                Endpoint first = network.dial(CLIENT, Bench.FIREWALL);
                Endpoint second = network.dial(CLIENT, Bench.FIREWALL)) {
            Bench.send(first, "a\r\n");
            assertThat(Bench.receive(first, 5)).isEqualTo("yes\r\n");
            Bench.send(second, "boom\r\n");
            assertThat(Bench.everything(second)).isEqualTo("<RESET>");
            Bench.send(first, "b\r\n");
            assertThat(Bench.receive(first, 5)).isEqualTo("yes\r\n");
            assertThat(firewall.firewall().matchers().ask("it", "boom").orElseThrow().known())
                    .isFalse();
        }
    }

    @Test
    void answerShouldSayWhichBranchDecided() throws Exception {
        String matchers =
                """
                ads: { hosts: [ads.test] }
                good: { regexp: { match: ["^good\\\\."], ignore: [bad] } }
                both: { combine: { and: [ads, { not: good }] } }
                odd: { combine: { xor: [ads, good, both] } }
                it: { combine: ads }
                """;
        try (Bench bench = bench(matchers)) {
            assertThat(ask(bench, "ads", "x.ads.test")).isEqualTo("match: \"ads.test\" of names");
            assertThat(ask(bench, "good", "good.bad")).isEqualTo("no match: ignored by \"bad\"");
            assertThat(ask(bench, "both", "good.ads.test"))
                    .isEqualTo(
                            "no match: ads matches (\"ads.test\" of names), not good does not match"
                                    + " (\"^good\\.\")");
            assertThat(ask(bench, "both", "other.test"))
                    .isEqualTo(
                            "no match: ads does not match (neither it nor a domain above it is"
                                    + " there)");
            assertThat(ask(bench, "odd", "x.ads.test")).startsWith("no match: ads matches");
            assertThat(ask(bench, "it", "ads.test")).startsWith("match");
            assertThat(bench.firewall().matchers().ask("none", "x")).isEmpty();
            assertThat(bench.firewall().matchers().list())
                    .extracting(Matchers.State::name, Matchers.State::contents)
                    .startsWith(
                            tuple("ads", "1 hosts"),
                            tuple("good", "1 patterns, 1 ignored"),
                            tuple("both", "(ads and not good)"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "it: { hostz: a.test } | matcher \"it\": no kind is called \"hostz\"; there are [combine",
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
                            .check("test", policy(written + "\nother: { hosts: b.test }"))
                            .errors();
            assertThat(errors).singleElement().asString().startsWith("test:6:").contains(expected);
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
            assertThat(bench.firewall().check("test", policy(loop)).errors())
                    .singleElement()
                    .asString()
                    .contains("test:8:", "\"it\" is made of itself: it > b > c > it");
            StringBuilder deep = new StringBuilder("it: { combine: m1 }\n");
            for (int i = 1; i < 40; i++) {
                deep.append("m%d: { combine: m%d }\n".formatted(i, i + 1));
            }
            deep.append("m40: { hosts: a.test }\n");
            assertThat(bench.firewall().check("test", policy(deep.toString())).errors())
                    .singleElement()
                    .asString()
                    .contains("over 32 are made of each other; use fewer");
            StringBuilder wide = new StringBuilder("m0: { hosts: a.test }\n");
            for (int i = 1; i < 20; i++) {
                wide.append("m%1$d: { combine: { or: [m%2$d, m%2$d] } }\n".formatted(i, i - 1));
            }
            assertThat(
                            bench.firewall()
                                    .check("test", policy(wide + "it: { combine: m19 }"))
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
                                    .check("test", policy("ads: { hosts: a.test }", "lines: adz"))
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
                                    .check("test", policy("it: { hosts: a.test }") + "  " + rule)
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("rule: unknown matcher \"ads\"");
        }
    }

    // Rules

    /** A TLS hello that asks for a name of six letters. */
    private static String hello(String name) {
        return new String(
                        HexFormat.of()
                                .parseHex(
                                        "16030100400100003c0303"
                                                + "00".repeat(32)
                                                + "00000401020304"
                                                + "0100000f0000000b0009000006"),
                        StandardCharsets.ISO_8859_1)
                + name;
    }

    private static String detecting(String matchers) {
        return """
        stockade: 1
        zones: { world: { subnets: ["0.0.0.0/0"] } }
        matchers:
        %slisteners:
          edge-in: { bind: ["%s"] }
        services:
          rest: { proxy: rest, router: inband }
          named: { proxy: named, router: inband }
          ads: { proxy: ads, router: inband }
          tls: { proxy: tls, router: inband }
        rules:
          - { id: 1, listener: edge-in, service: rest }
          - { id: 2, listener: edge-in, detect: tls, service: tls }
          - { id: 3, listener: edge-in, detect: "tls:matcher:ads", service: ads }
          - { id: 4, listener: edge-in, detect: "tls:n.test", service: named }
        """
                .formatted(matchers.indent(2), Bench.FIREWALL);
    }

    private static ProxyFactory saying(String name) {
        return with -> () -> session -> Bench.send(session.clientStream(), name);
    }

    private static Map<String, ProxyFactory> saying() {
        return Map.of(
                "rest", saying("rest"),
                "named", saying("named"),
                "ads", saying("ads"),
                "tls", saying("tls"));
    }

    private static String served(Bench bench, String sent) throws IOException {
        try (Endpoint client = bench.client()) {
            Bench.send(client, sent);
            client.endOutput();
            return Bench.everything(client);
        }
    }

    @Test
    void ruleShouldHoldWhereItsMatcherAcceptsTheServersName() throws Exception {
        try (Bench bench = new Bench(saying(), detecting("ads: { hosts: [test, \"=a.tesd\"] }"))) {
            assertThat(served(bench, hello("a.test"))).isEqualTo("ads");
            assertThat(served(bench, hello("A.TEST"))).isEqualTo("ads");
            assertThat(served(bench, hello("a.tesd"))).isEqualTo("ads");
            assertThat(served(bench, hello("b.tesd"))).isEqualTo("tls");
            assertThat(served(bench, hello("n.test"))).as("a name is closer").isEqualTo("named");
            assertThat(served(bench, "EHLO a\r\n")).isEqualTo("rest");
            bench.records(6);
            Replay.Report report =
                    bench.firewall()
                            .replay(
                                    "other",
                                    detecting("ads: { hosts: b.tesd }"),
                                    new Replay.Order(Duration.ofDays(1), 10));
            assertThat(report.toString()).contains("service ads", "service tls");
        }
    }

    @Test
    void matcherThatCannotTellShouldBeNoMatchOfItsRule() throws Exception {
        MatcherFactory failing =
                (with, sources) ->
                        text -> {
                            throw new MatcherException("not today");
                        };
        MemoryTransport network = new MemoryTransport(4096);
        FixedRevisions offered = new FixedRevisions(saying(), Map.of(), Map.of("theirs", failing));
        try (TestFirewall firewall =
                        new TestFirewall(network, offered, detecting("ads: theirs\n"));
                Endpoint client = network.dial(CLIENT, Bench.FIREWALL)) {
            Bench.send(client, hello("a.test"));
            client.endOutput();
            assertThat(Bench.everything(client)).isEqualTo("tls");
            assertThat(firewall.firewall().matchers().ask("ads", "x"))
                    .contains(new Matchers.Answer(false, false, "not today"));
        }
    }

    @Test
    void hostThatNobodyResolvesShouldLeaveItsMatcherWithoutAnAnswer() throws Exception {
        String policy =
                policy("it: { dns: { hosts: a.test, resolver: nobody } }")
                        .replace(
                                "matchers:",
                                "resolvers: { nobody: { dns: { servers: \"127.0.0.1:9\", timeout:"
                                        + " 1ms } } }\nmatchers:");
        try (Bench bench = new Bench(Map.of("it", ASKING), policy)) {
            assertThat(ask(bench, "it", "192.0.2.1")).startsWith("cannot tell: nobody has said");
            assertThat(ask(bench, "it", "a.test")).isEqualTo("no match: it is no address");
        }
    }

    // Files and policies

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("ads.txt"), text);
    }

    @Test
    void changedFileShouldCountForSessionsThatLive() throws Exception {
        Path file = file("ads.test\n");
        try (Bench bench = bench("it: { hosts: { files: '" + file + "' } }");
                Endpoint client = bench.client()) {
            Bench.send(client, "ads.test\r\n");
            assertThat(Bench.receive(client, 5)).isEqualTo("yes\r\n");
            Files.writeString(file, "other.test\n");
            Bench.until(() -> !bench.log.of("core.matcher-file-read").isEmpty());
            Bench.send(client, "ads.test\r\nx.other.test\r\n");
            assertThat(Bench.receive(client, 9)).isEqualTo("no\r\nyes\r\n");
            Files.write(file, new byte[] {0, 1, 2});
            Bench.until(() -> !bench.log.of("core.matcher-file-refused").isEmpty());
            assertThat(bench.log.of("core.matcher-file-refused").getFirst())
                    .contains("ads.txt", "U+0000");
            Bench.send(client, "x.other.test\r\n");
            assertThat(Bench.receive(client, 5)).isEqualTo("yes\r\n");
        }
    }

    @Test
    void fileThatIsWrongShouldRefuseTheNewPolicyAndKeepTheOld() throws Exception {
        Path file = file("ads.test\n");
        String policy = policy("it: { hosts: { files: '" + file + "' } }");
        try (Bench bench = new Bench(Map.of("it", ASKING), policy)) {
            file("a/b\n");
            assertThat(bench.firewall().load("test", policy).errors())
                    .singleElement()
                    .asString()
                    .contains("files.0: ", "ads.txt:1: \"a/b\" is not the name of a host");
            assertThat(ask(bench, "it", "ads.test")).startsWith("match");
            file("new.test\n");
            assertThat(bench.firewall().load("test", policy).errors()).isEmpty();
            assertThat(ask(bench, "it", "new.test")).startsWith("match");
        }
    }

    @Test
    void relativeFileShouldLieInTheFolderOfThePolicy() throws Exception {
        file("ads.test\n");
        try (Bench bench = bench("it: { hosts: a.test }")) {
            String origin = folder.resolve("edge.yaml").toString();
            assertThat(
                            bench.firewall()
                                    .load(origin, policy("it: { hosts: { files: ads.txt } }"))
                                    .errors())
                    .isEmpty();
            assertThat(ask(bench, "it", "ads.test")).isEqualTo("match: \"ads.test\" of ads.txt");
        }
    }

    @Test
    void sessionShouldKeepTheMatcherOfItsPolicy() throws Exception {
        try (Bench bench = bench("it: { hosts: a.test }");
                Endpoint old = bench.client()) {
            Bench.send(old, "a.test\r\n");
            assertThat(Bench.receive(old, 5)).isEqualTo("yes\r\n");
            assertThat(bench.firewall().load("test", policy("it: { hosts: b.test }")).errors())
                    .isEmpty();
            try (Endpoint young = bench.client()) {
                Bench.send(young, "a.test\r\n");
                assertThat(Bench.receive(young, 4)).isEqualTo("no\r\n");
            }
            Bench.send(old, "a.test\r\n");
            assertThat(Bench.receive(old, 5)).isEqualTo("yes\r\n");
        }
    }

    // Kinds of others

    /** A kind that a bundle might bring, made of another matcher. */
    record Twice(@Setting(value = "Asked.", shorthand = true) Optional<Matcher> of) {}

    @Test
    void kindOfAnotherBundleShouldWorkLikeTheEnginesOwn() throws Exception {
        MatcherFactory reversed =
                (with, sources) -> {
                    Matcher of = with.bind(Twice.class).of().orElseThrow();
                    return new Matcher() {
                        @Override
                        public boolean matches(String text) throws MatcherException {
                            return of.matches(new StringBuilder(text).reverse().toString());
                        }

                        @Override
                        public String contents() {
                            return "reverse of " + of;
                        }
                    };
                };
        FixedRevisions offered =
                new FixedRevisions(Map.of("it", ASKING), Map.of(), Map.of("reversed", reversed));
        String policy = policy("base: { hosts: a.test }\nit: { reversed: base }");
        try (TestFirewall firewall = new TestFirewall(new MemoryTransport(4096), offered, policy)) {
            Matchers matchers = firewall.firewall().matchers();
            assertThat(matchers.ask("it", "tset.a").orElseThrow().matches()).isTrue();
            assertThat(matchers.list().getLast().contents()).isEqualTo("reverse of base");
        }
    }
}
