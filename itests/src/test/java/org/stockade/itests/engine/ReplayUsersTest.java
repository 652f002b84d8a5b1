package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.access.Replay.Effect;
import org.stockade.access.Replay.Group;
import org.stockade.access.Replay.Order;
import org.stockade.access.Replay.Report;
import org.stockade.auth.Credentials;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;
import org.stockade.testkit.FixedRevisions;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Who a client was counts again when its session is replayed. */
class ReplayUsersTest {
    private static final SockAddr DESK = SockAddr.of("192.0.2.9", 0);
    private static final SockAddr LOGGED_IN = SockAddr.of("192.0.2.99", 0);

    private static final String POLICY =
            """
            stockade: 1
            zones: { world: { subnets: ["0.0.0.0/0"] } }
            known-addresses: [{ subnets: [192.0.2.9], user: bob, groups: [guests] }]
            authenticators: { people: { table: { users: { ada: { password: right, groups: [staff] } } } } }
            listeners: { edge-in: { bind: ["192.0.2.1:3128"] } }
            services:
              relay: { proxy: it, router: { direct: ["198.51.100.7:80"] } }
              inner:
                proxy: it
                router: { direct: ["198.51.100.7:80"] }
                authentication: { authenticator: people, method: addresses }
                authorization: { permit-group: [staff, guests] }
            rules:
              - { id: 1, listener: edge-in, service: inner }
              - { id: 2, listener: edge-in, user: bob, service: relay }
            """;

    private static final Map<String, ProxyFactory> PROXIES =
            Map.of("it", with -> () -> session -> session.connectServer().close());

    /** Bob by his address, ada by her login, and somebody unknown, whom the service refuses. */
    private static Bench recorded() throws IOException {
        Bench bench = new Bench(PROXIES, POLICY);
        AuthenticationTest.login(bench, AuthenticationTest.CLIENT, "ada", "right");
        connect(bench, DESK);
        connect(bench, LOGGED_IN);
        connect(bench, SockAddr.of("192.0.2.100", 0));
        assertThat(bench.records(3))
                .anyMatch(it -> it.contains("auth_user='bob'") && it.contains("/relay:"))
                .anyMatch(it -> it.contains("auth_user='ada'") && it.contains("/inner:"))
                .anyMatch(it -> it.contains("nobody is logged in"));
        // What replay is told must be on record, not in the memory of who is logged in now.
        bench.firewall().logins().logout(AuthenticationTest.CLIENT, "tester");
        return bench;
    }

    private static void connect(Bench bench, SockAddr from) throws IOException {
        Endpoint client = bench.network.dial(from, Bench.FIREWALL);
        Bench.everything(client);
        client.close();
    }

    private static Report replay(Bench bench, String candidate) throws IOException {
        Report report =
                bench.firewall().replay("new.yaml", candidate, new Order(Duration.ofDays(1), 9));
        assertThat(report.errors()).isEmpty();
        assertThat(report.sessions()).isEqualTo(3);
        return report;
    }

    private static Group only(Report report) {
        assertThat(report.groups()).hasSize(1);
        assertThat(report.groups().getFirst().sessions()).isEqualTo(1);
        return report.groups().getFirst();
    }

    @Test
    void sameRulesForTheSameUsersShouldChangeNothing() throws Exception {
        try (Bench bench = recorded()) {
            Report report = replay(bench, POLICY);
            assertThat(report.groups()).isEmpty();
            assertThat(report.notes()).noneMatch(note -> note.contains("user unknown"));
        }
    }

    @Test
    void ruleForAUserOrGroupShouldMatchWhoWasKnownThen() throws Exception {
        try (Bench bench = recorded()) {
            assertThat(
                            only(
                                    replay(
                                            bench,
                                            POLICY.replace(
                                                    "user: bob, service", "user: eve, service"))))
                    .returns(Effect.SERVICE, Group::effect)
                    .returns("service relay (rule 2)", Group::before)
                    .returns("service inner (rule 1)", Group::after);
            assertThat(only(replay(bench, POLICY + "  - { id: 3, group: staff, deny: true }\n")))
                    .returns(Effect.REFUSED, Group::effect)
                    .returns("service inner (rule 1)", Group::before)
                    .returns("refused by rule 3", Group::after);
        }
    }

    // Who is known by the address alone is whom the candidate says it is.
    @Test
    void knownAddressesOfTheCandidateShouldCount() throws Exception {
        try (Bench bench = recorded()) {
            assertThat(
                            only(
                                    replay(
                                            bench,
                                            POLICY.replace(
                                                    "user: bob, groups", "user: eve, groups"))))
                    .returns(Effect.SERVICE, Group::effect);
        }
    }

    // A login is for those who ask the same authenticator: another service knows nobody there.
    @Test
    void serviceThatAsksAnotherAuthenticatorShouldKnowNobodyThenAndInTheReplay() throws Exception {
        String strange =
                POLICY.replace(
                                "authenticators: { people:",
                                "authenticators: { others: { table: { users: { x: y } } }, people:")
                        .replace(
                                "rules:",
                                "  strange: { proxy: it, router: { direct: [\"198.51.100.7:80\"] },"
                                        + " authentication: { authenticator: others, method:"
                                        + " addresses } }\nrules:\n"
                                        + "  - { id: 3, user: ada, service: strange }");
        try (Bench bench = new Bench(PROXIES, strange)) {
            bench.firewall()
                    .logins()
                    .login(
                            AuthenticationTest.CLIENT,
                            Optional.of("inner"),
                            Credentials.password("ada", "right".toCharArray()),
                            "tester");
            connect(bench, LOGGED_IN);
            assertThat(bench.record()).contains("/strange:", "nobody is logged in");

            Order order = new Order(Duration.ofDays(1), 9);
            assertThat(bench.firewall().replay("new.yaml", strange, order).groups()).isEmpty();
            String back = strange.replace("user: ada, service: strange", "user: ada, deny: true");
            assertThat(bench.firewall().replay("new.yaml", back, order).groups())
                    .singleElement()
                    .returns(Effect.REFUSAL, Group::effect);
        }
    }

    @Test
    void recordsThatKeptNoUsersShouldBeReplayedAsOfNobodyAndCounted(@TempDir Path state)
            throws Exception {
        String now = Long.toString(System.currentTimeMillis());
        String old =
                String.join(
                        "\t",
                        "1",
                        now,
                        now,
                        "edge-in",
                        "-",
                        "192.0.2.9:40000",
                        "192.0.2.1:3128",
                        "world",
                        "2",
                        "relay",
                        "NOT",
                        "CLOSE",
                        "ACCEPTED",
                        "",
                        "",
                        "198.51.100.7:80",
                        "198.51.100.7:80",
                        "-");
        Files.createDirectories(state.resolve("records"));
        Files.writeString(state.resolve("records/sessions-1.log"), old + "\n");
        try (TestFirewall firewall =
                new TestFirewall(
                        new MemoryTransport(4096),
                        new FixedRevisions(PROXIES, Map.of()),
                        POLICY,
                        Map.of("state.dir", state.toString()))) {
            Report report =
                    firewall.firewall()
                            .replay("new.yaml", POLICY, new Order(Duration.ofDays(1), 9));

            assertThat(report.groups())
                    .singleElement()
                    .returns(Effect.SERVICE, Group::effect)
                    .returns("service relay (rule 2)", Group::before)
                    .returns("service inner (rule 1)", Group::after);
            assertThat(report.notes())
                    .contains(
                            "1 sessions are of records that did not keep users yet: replayed as"
                                    + " user unknown");
        }
    }

    @Test
    void authorizationShouldBeAskedOfWhoItWas() throws Exception {
        try (Bench bench = recorded()) {
            assertThat(only(replay(bench, POLICY.replace("[staff, guests]", "[guests]"))))
                    .returns(Effect.REFUSED, Group::effect)
                    .returns("service inner (rule 1)", Group::before)
                    .returns("refused by service inner (rule 1)", Group::after);
            assertThat(
                            replay(
                                            bench,
                                            POLICY.replace(
                                                    "id: 1, listener: edge-in, service: inner",
                                                    "id: 1, listener: edge-in, service: relay"))
                                    .of(Effect.PERMITTED))
                    .isEqualTo(1);
        }
    }

    /** Ada, in 300 groups of 10 characters and then in the staff: over 2,048 in all. */
    private static final String CROWDED =
            POLICY.replace(
                            "groups: [staff] } } } } }",
                            "groups: ["
                                    + IntStream.range(0, 300)
                                            .mapToObj("group-%04d"::formatted)
                                            .collect(Collectors.joining(", "))
                                    + ", staff] } } } } }")
                    .replace("permit-group: [staff, guests]", "permit-group: [group-0000]");

    /** Ada, whom a rule for the last of her groups has sent to the relay. */
    private static Bench recordedCrowd(String policy, Path state) throws IOException {
        Bench bench = new Bench(PROXIES, policy, state);
        AuthenticationTest.login(bench, AuthenticationTest.CLIENT, "ada", "right");
        connect(bench, LOGGED_IN);
        assertThat(bench.record()).contains("auth_user='ada'", "verdict='ACCEPTED'");
        return bench;
    }

    private static Report replayed(Bench bench, String candidate) throws IOException {
        Report report =
                bench.firewall().replay("new.yaml", candidate, new Order(Duration.ofDays(1), 9));
        assertThat(report.errors()).isEmpty();
        assertThat(report.sessions()).isEqualTo(1);
        return report;
    }

    // 2,048 characters: 186 groups of ten and what is between them.
    @Test
    void groupsThatAreTooManyForARecordShouldBeCutAndCounted(@TempDir Path state) throws Exception {
        try (Bench bench = recordedCrowd(CROWDED, state)) {
            Report report = replayed(bench, CROWDED);
            assertThat(report.groups()).isEmpty();
            assertThat(report.notes())
                    .contains(
                            "1 sessions are of users in more groups than a record keeps; where one"
                                    + " of those might decide, it could not be decided");
        }
        String line = Files.readString(state.resolve("records/sessions-1.log")).strip();
        assertThat(line)
                .contains(
                        "\t=\tada\tlogin\t186+\tgroup-0000\t", "\tgroup-0185\t\t198.51.100.7:80\t")
                .doesNotContain("group-0186", "staff");
    }

    @Test
    void sessionThatAGroupOffTheRecordDecidesShouldBeUndecidedAndSaySo(@TempDir Path state)
            throws Exception {
        String byGroup = CROWDED + "  - { id: 3, group: staff, service: relay }\n";
        try (Bench bench = recordedCrowd(byGroup, state)) {
            // The same policy: she was in the staff, and her record does not say so.
            assertThat(only(replayed(bench, byGroup)))
                    .returns(Effect.UNDECIDED, Group::effect)
                    .returns("service relay (rule 3)", Group::before)
                    .returns(
                            "groups not on record: service inner (rule 1) or service relay (rule 3)",
                            Group::after);
            assertThat(replayed(bench, byGroup).changes()).isFalse();
            // Authorization by a group that is not on record either.
            assertThat(
                            only(
                                    replayed(
                                            bench,
                                            CROWDED.replace(
                                                    "permit-group: [group-0000]",
                                                    "permit-group: [group-0299]"))))
                    .returns(Effect.UNDECIDED, Group::effect)
                    .returns(
                            "groups not on record: refused by service inner (rule 1) or service"
                                    + " inner (rule 1)",
                            Group::after);
            // In all groups it would be as in none: but who is in the staff alone goes elsewhere.
            String nearer =
                    "  - { id: 4, group: managers, from-subnet: 192.0.2.0/24, service: inner }\n";
            assertThat(only(replayed(bench, byGroup + nearer)))
                    .returns(Effect.UNDECIDED, Group::effect)
                    .returns(
                            "groups not on record: service inner (rule 1) or service relay (rule 3)",
                            Group::after);
            // What is on record decides alone, and so does a rule above those for groups.
            assertThat(only(replayed(bench, CROWDED)))
                    .returns(Effect.SERVICE, Group::effect)
                    .returns("service inner (rule 1)", Group::after);
            assertThat(
                            only(
                                    replayed(
                                            bench,
                                            byGroup
                                                    + "  - { id: 4, from-subnet: 192.0.2.99, deny:"
                                                    + " true }\n")))
                    .returns(Effect.REFUSED, Group::effect)
                    .returns("refused by rule 4", Group::after);
        }
    }
}
