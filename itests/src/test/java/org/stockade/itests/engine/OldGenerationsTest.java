package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.access.Firewall.GenerationState;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.http.internal.HttpProxyFactory;

/** Sessions of replaced generations are asked to finish, then ended, when the policy says so. */
class OldGenerationsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Says why it was woken, and ends. */
    private static final Proxy OBEDIENT =
            session -> {
                Readiness found = session.clientStream().await(HOUR);
                session.clientStream().writeLine(found + " " + session.wish());
            };

    /** Ends with its client alone. */
    private static final Proxy DEAF =
            session -> {
                while (session.clientStream().fill()) {
                    session.clientStream().consume(session.clientStream().unread().remaining());
                }
            };

    private static String policy(String generations) {
        return policy(generations, Bench.DIRECT);
    }

    private static String policy(String generations, String service) {
        return Bench.policy(service) + "generations: { " + generations + " }\n";
    }

    private static Bench bench(Proxy proxy, String generations) throws IOException {
        return new Bench(Map.of("it", with -> () -> proxy), policy(generations));
    }

    private static void load(Bench bench, String policy) {
        assertThat(bench.firewall().load("new.yaml", policy).errors()).isEmpty();
    }

    /** A session that its generation is sure to have. */
    private static Endpoint session(Bench bench) throws IOException {
        int before = bench.firewall().sessions().size();
        Endpoint client = bench.client();
        Bench.until(() -> bench.firewall().sessions().size() == before + 1);
        Bench.until(() -> bench.service().sessions() == before + 1);
        return client;
    }

    private static List<String> states(Bench bench) {
        return bench.firewall().generations().stream().map(GenerationState::state).toList();
    }

    @Test
    void softLimitShouldAskSessionsOfTheOldGenerationAndNoOthers() throws Exception {
        String limits = "soft-limit: 1ms, hard-limit: none";
        try (Bench bench = bench(OBEDIENT, limits)) {
            Endpoint old = session(bench);
            load(bench, policy(limits));
            Endpoint current = session(bench);
            assertThat(Bench.everything(old)).isEqualTo("FINISH FINISH\r\n");
            // The peer sees the end a moment before the session is gone.
            Bench.until(() -> bench.firewall().sessions().size() == 1);
            assertThat(bench.firewall().sessions())
                    .extracting(SessionNode::state)
                    .containsExactly("running");
            assertThat(bench.log.of("core.generation-draining"))
                    .singleElement()
                    .asString()
                    .contains("generation='1'", "is past its soft limit of 0.001s");
            Bench.send(current, "?");
            assertThat(Bench.everything(current)).isEqualTo("BYTES GO_ON\r\n");
            assertThat(bench.records(2)).allMatch(record -> record.contains("info=''"));
        }
    }

    @Test
    void generationsShouldShowWhatIsCurrentOldAndDraining() throws Exception {
        try (Bench bench = bench(DEAF, "soft-limit: none")) {
            assertThat(states(bench)).containsExactly("current");
            Endpoint old = session(bench);
            load(bench, policy("soft-limit: none"));
            assertThat(states(bench)).containsExactly("old", "current");
            assertThat(bench.firewall().generations().getFirst())
                    .satisfies(
                            first -> {
                                assertThat(first.number()).isEqualTo(1);
                                assertThat(first.sessions()).isEqualTo(1);
                                assertThat(first.retired()).isPresent();
                            });
            assertThat(bench.firewall().sessions().getFirst().generation()).isEqualTo(1);
            load(bench, policy("soft-limit: 1ms"));
            Bench.until(() -> states(bench).equals(List.of("draining", "current")));
            old.close();
            Bench.until(() -> states(bench).equals(List.of("current")));
            assertThat(bench.record()).contains("info=''");
        }
    }

    // The limits that were in force when a session began do not matter any more.
    @Test
    void hardLimitOfTheNewestPolicyShouldEndSessionsAndBeNamedInTheirRecords() throws Exception {
        try (Bench bench = bench(DEAF, "soft-limit: none, hard-limit: none")) {
            Endpoint old = session(bench);
            load(bench, policy("soft-limit: 1ms, hard-limit: 2ms"));
            Endpoint current = session(bench);
            assertThat(Bench.everything(old)).isEqualTo("<RESET>");
            Bench.until(() -> !bench.log.of("core.summary").isEmpty());
            assertThat(bench.log.of("core.summary"))
                    .singleElement()
                    .asString()
                    .contains("info='generation 1 is past its hard limit of 0.002s'");
            assertThat(bench.log.of("core.generation-over")).hasSize(1);
            assertThat(bench.firewall().sessions()).hasSize(1);
            current.close();
            bench.records(2);
        }
    }

    @Test
    void moreThanMaxOldShouldAskTheOldestAtOnce() throws Exception {
        String limits = "soft-limit: none, hard-limit: none, max-old: 1";
        try (Bench bench = bench(OBEDIENT, limits)) {
            Endpoint first = session(bench);
            load(bench, policy(limits));
            Endpoint second = session(bench);
            load(bench, policy(limits));
            assertThat(Bench.everything(first)).isEqualTo("FINISH FINISH\r\n");
            Bench.until(() -> states(bench).equals(List.of("old", "current")));
            Bench.send(second, "?");
            assertThat(Bench.everything(second)).isEqualTo("BYTES GO_ON\r\n");
            assertThat(bench.log.of("core.generation-draining"))
                    .singleElement()
                    .asString()
                    .contains("more than 1 old ones lived (max-old)");
            bench.records(2);
        }
    }

    // RFC 9112 section 9.6: the client learns that this answer is the connection's last.
    @Test
    void httpShouldAnswerTheRequestUnderWayWithConnectionClose() throws Exception {
        String http = Bench.DIRECT.replace("it,", "it, with: { requests: { GET: accept } },");
        String limits = "soft-limit: 1ms, hard-limit: none";
        try (Bench bench = new Bench(Map.of("it", new HttpProxyFactory()), policy(limits, http))) {
            Endpoint client = bench.client();
            Bench.send(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Endpoint server = bench.server();
            load(bench, policy(limits, http));
            Bench.until(() -> states(bench).contains("draining"));
            Bench.until(() -> bench.firewall().sessions().getFirst().state().equals("finishing"));
            Bench.send(server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(Bench.everything(client))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .endsWith("\r\n\r\nok");
            assertThat(bench.record()).contains("info=''");
        }
    }
}
