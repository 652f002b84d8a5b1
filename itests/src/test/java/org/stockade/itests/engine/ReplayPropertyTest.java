package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.stockade.access.Replay.Effect;
import org.stockade.access.Replay.Order;
import org.stockade.access.Replay.Report;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;

/**
 * Replay says of a session what becomes of the same connection where the candidate is in force: of
 * generated policies and connections, each policy tried on what every other one has served.
 */
class ReplayPropertyTest {
    private static final int POLICIES = 10;
    private static final int CONNECTIONS = 60;
    private static final Order ALL = new Order(Duration.ofDays(1), Order.MOST_EXAMPLES);

    private static final Map<String, ProxyFactory> PROXIES =
            Map.of("it", with -> () -> session -> session.connectServer().close());

    private static final Pattern SUMMARY =
            Pattern.compile(
                    "edge/([a-c]|-):.*client_address='([^']*)'.*client_port='?(\\d+)'?"
                            + ".*server_address='([^']*)'.*server_port='?(\\d+)'?"
                            + ".*verdict='(\\w+)'");

    /** A connection. */
    private record Dial(SockAddr from, SockAddr to) {}

    /**
     * What came of it, as its peers and the summary record say.
     *
     * @param service empty: the rules, or the zone of the client, refused it
     * @param target empty: no server was connected
     * @param reset whether the client was shown a reset
     */
    private record Outcome(String service, Optional<String> target, boolean asked, boolean reset) {
        Effect becoming(Outcome after) {
            if (target.isPresent() && after.target.isPresent()) {
                return !service.equals(after.service)
                        ? Effect.SERVICE
                        : target.equals(after.target) ? SAME : Effect.TARGET;
            } else if (target.isPresent()) {
                return Effect.REFUSED;
            } else if (after.target.isPresent()) {
                return Effect.PERMITTED;
            }
            return SAME;
        }
    }

    /** Stands for no change: both refuse it, and how is another test's. */
    private static final Effect SAME = Effect.UNDECIDED;

    private static List<Dial> dials(Random random) {
        List<Dial> dials = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            String client =
                    switch (random.nextInt(4)) {
                        case 0 -> "192.0.2." + random.nextInt(32);
                        case 1 -> "192.0.2." + (128 + random.nextInt(64));
                        case 2 -> "192.0.2." + random.nextInt(254);
                        default -> "203.0.113." + random.nextInt(254);
                    };
            // The number makes each a client of its own.
            SockAddr from = SockAddr.of(client, 1000 + i * 4 + random.nextInt(4));
            dials.add(new Dial(from, SockAddr.of("192.0.2.254", 3128 + random.nextInt(2))));
        }
        return dials;
    }

    private static Bench serving(String policy) throws IOException {
        Bench bench = new Bench(PROXIES, policy);
        for (String server : RandomDispatch.SERVERS) {
            SockAddr at = SockAddr.parse(server);
            if (!at.equals(Bench.SERVER)) {
                bench.network.listen(at, Endpoint::close);
            }
        }
        return bench;
    }

    /** What came of each connection, by the address of its client. */
    private static Map<String, Outcome> outcomes(Bench bench, List<Dial> dials) throws IOException {
        Map<String, Boolean> reset = new TreeMap<>();
        for (Dial dial : dials) {
            Endpoint client = bench.network.dial(dial.from(), dial.to());
            reset.put(dial.from().toString(), Bench.everything(client).equals("<RESET>"));
            client.close();
        }
        Map<String, Outcome> outcomes = new TreeMap<>();
        for (String record : bench.records(dials.size())) {
            Matcher fields = SUMMARY.matcher(record);
            assertThat(fields.find()).as(record).isTrue();
            String client = fields.group(2) + ":" + fields.group(3);
            boolean served = fields.group(6).equals("ACCEPTED");
            outcomes.put(
                    client,
                    new Outcome(
                            fields.group(1).equals("-") ? "" : fields.group(1),
                            served
                                    ? Optional.of(fields.group(4) + ":" + fields.group(5))
                                    : Optional.empty(),
                            !fields.group(5).equals("0"),
                            reset.get(client)));
        }
        return outcomes;
    }

    /** What a replay says of each client that it says anything of. */
    private static Map<String, Effect> effects(Report report) {
        assertThat(report.errors()).isEmpty();
        assertThat(report.sessions()).isEqualTo(CONNECTIONS);
        Map<String, Effect> effects = new TreeMap<>();
        report.groups()
                .forEach(
                        group ->
                                group.examples()
                                        .forEach(
                                                each ->
                                                        effects.put(
                                                                each.client(), group.effect())));
        assertThat(report.same() + effects.size()).isEqualTo(CONNECTIONS);
        return effects;
    }

    @Test
    void replayShouldReportExactlyTheSessionsThatTheCandidateWouldDispatchOtherwise()
            throws Exception {
        Random random = new Random(20_261_127);
        List<Dial> dials = dials(random);
        List<String> policies = new ArrayList<>();
        List<Bench> benches = new ArrayList<>();
        List<Map<String, Outcome>> outcomes = new ArrayList<>();
        Map<Effect, Integer> seen = new EnumMap<>(Effect.class);
        try {
            for (int i = 0; i < POLICIES; i++) {
                policies.add(new RandomDispatch(random).policy());
                benches.add(serving(policies.get(i)));
                outcomes.add(outcomes(benches.get(i), dials));
            }
            for (int a = 0; a < POLICIES; a++) {
                for (int b = 0; b < POLICIES; b++) {
                    Report report =
                            benches.get(a).firewall().replay("b.yaml", policies.get(b), ALL);
                    if (a == b) {
                        assertThat(report.groups()).as(policies.get(a)).isEmpty();
                        assertThat(report.same()).isEqualTo(CONNECTIONS);
                        continue;
                    }
                    Map<String, Effect> said = effects(report);
                    for (Dial dial : dials) {
                        String client = dial.from().toString();
                        Outcome before = outcomes.get(a).get(client);
                        Outcome after = outcomes.get(b).get(client);
                        Effect becomes = before.becoming(after);
                        seen.merge(becomes, 1, Integer::sum);
                        String told =
                                "%s: %s, then %s%n%s%nto%n%s"
                                        .formatted(
                                                dial,
                                                before,
                                                after,
                                                policies.get(a),
                                                policies.get(b));
                        if (becomes == SAME) {
                            // Another way to refuse is told, but is no change of the verdict.
                            assertThat(said.getOrDefault(client, Effect.REFUSAL))
                                    .as(told)
                                    .isIn(Effect.REFUSAL, Effect.SERVICE);
                            if (before.target().isPresent() || before.equals(after)) {
                                assertThat(said).as(told).doesNotContainKey(client);
                            }
                        } else {
                            assertThat(said).as(told).containsEntry(client, becomes);
                        }
                    }
                }
            }
        } finally {
            benches.forEach(Bench::close);
        }
        assertThat(seen.keySet())
                .contains(Effect.REFUSED, Effect.PERMITTED, Effect.SERVICE, Effect.TARGET, SAME);
        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(POLICIES * (POLICIES - 1) * CONNECTIONS);
    }
}
