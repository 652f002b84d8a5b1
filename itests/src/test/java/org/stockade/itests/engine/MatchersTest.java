package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.access.Matchers;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;
import org.stockade.match.MatcherFactory;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Setting;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Matchers of a policy: asked by proxies and people, and reloaded. */
class MatchersTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 0);

    @TempDir private Path folder;

    /** What a proxy that asks a matcher has. */
    record Keys(@Setting("Lines that are answered.") Matcher lines) {}

    /** Answers each line of its client with whether it matches; one that cannot tell refuses. */
    static final ProxyFactory ASKING =
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

    static String policy(String matchers) {
        return policy(matchers, "lines: it");
    }

    static String policy(String matchers, String with) {
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
                new FixedRevisions(
                        Map.of("it", ASKING),
                        Map.of(),
                        Map.of(Kind.MATCHER, Map.of("theirs", failing)));
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
            assertThat(bench.firewall().matchers().list().getFirst().state())
                    .contains("ready with what was read before: ", "ads.txt", "U+0000");
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
            assertThat(
                            bench.firewall()
                                    .check(
                                            "edge.yaml",
                                            folder,
                                            policy("it: { hosts: { files: ads.txt } }"))
                                    .errors())
                    .isEmpty();
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
                new FixedRevisions(
                        Map.of("it", ASKING),
                        Map.of(),
                        Map.of(Kind.MATCHER, Map.of("reversed", reversed)));
        String policy = policy("base: { hosts: a.test }\nit: { reversed: base }");
        try (TestFirewall firewall = new TestFirewall(new MemoryTransport(4096), offered, policy)) {
            Matchers matchers = firewall.firewall().matchers();
            assertThat(matchers.ask("it", "tset.a").orElseThrow().matches()).isTrue();
            assertThat(matchers.list().getLast().contents()).isEqualTo("reverse of base");
        }
    }

    @Test
    void kindThatGoesShouldRefuseNewSessionsThatNeedItAndLeaveThoseThatLive() throws Exception {
        MemoryTransport network = new MemoryTransport(4096);
        FixedRevisions offered =
                new FixedRevisions(
                        Map.of("it", ASKING),
                        Map.of(),
                        Map.of(
                                Kind.MATCHER,
                                Map.of(
                                        "theirs",
                                        (MatcherFactory) (with, sources) -> text -> true)));
        try (LogTap log = new LogTap();
                TestFirewall firewall = new TestFirewall(network, offered, policy("it: theirs"));
                Endpoint old = network.dial(CLIENT, Bench.FIREWALL)) {
            Bench.send(old, "a\r\n");
            assertThat(Bench.receive(old, 5)).isEqualTo("yes\r\n");
            offered.withdraw("theirs");
            firewall.exchange(Map.of("it", ASKING));
            try (Endpoint young = network.dial(CLIENT, Bench.FIREWALL)) {
                assertThat(Bench.everything(young)).isEmpty();
            }
            Bench.until(() -> log.of("core.summary").size() == 1);
            assertThat(log.of("core.summary").getFirst())
                    .contains("DENIED_BY_UNKNOWN_FAIL", "no kind is called");
            assertThat(firewall.firewall().matchers().list().getFirst().state())
                    .contains("matcher \"it\" cannot be used");
            Bench.send(old, "b\r\n");
            assertThat(Bench.receive(old, 5)).isEqualTo("yes\r\n");
        }
    }
}
