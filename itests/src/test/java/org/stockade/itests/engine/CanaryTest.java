package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.stockade.access.Firewall.CanaryFigures;
import org.stockade.access.Firewall.GenerationState;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.SettingsException;

/** A new version is tried on a share of new sessions, compared, then promoted or withdrawn. */
class CanaryTest {
    private static final String HOUR = "canary: { share: 50%, for: 1h }";

    /** Answers each line with its own word. */
    private static ProxyFactory saying(String word) {
        return with ->
                () ->
                        session -> {
                            Endpoint client = session.clientStream();
                            while (client.readLine(100) != null) {
                                client.writeLine(word);
                            }
                        };
    }

    private static final ProxyFactory THROWING =
            with ->
                    () ->
                            session -> {
                                session.clientStream().readLine(100);
                                throw new IllegalStateException("as a test");
                            };

    private static final ProxyFactory REFUSING =
            with -> {
                throw new SettingsException(List.of("it.yaml:1:1: no such key"));
            };

    private static String policy(String canary) {
        return Bench.policy(Bench.DIRECT) + "generations: { " + canary + " }\n";
    }

    private static Bench bench(String canary) throws IOException {
        return new Bench(Map.of("it", saying("old")), policy(canary));
    }

    private static void load(Bench bench, String policy) {
        assertThat(bench.firewall().load("new.yaml", policy).errors()).isEmpty();
    }

    /** What a session says; five octets, or nothing if it fails. */
    private static String ask(Endpoint client) throws IOException {
        Bench.send(client, "?\r\n");
        return Bench.receive(client, 5).strip();
    }

    private static String answerOf(Endpoint client) {
        try (client) {
            return ask(client);
        } catch (IOException failed) {
            return "failed";
        }
    }

    /** So many sessions, one after the other: what each said. */
    private static List<String> sessions(Bench bench, int count) throws IOException {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            said.add(answerOf(bench.client()));
        }
        return said;
    }

    private static List<String> states(Bench bench) {
        return bench.firewall().generations().stream().map(GenerationState::state).toList();
    }

    private static CanaryFigures figures(Bench bench, String state) {
        return bench.firewall().generations().stream()
                .filter(each -> each.state().equals(state))
                .findFirst()
                .flatMap(GenerationState::canary)
                .orElseThrow();
    }

    private static List<String> steps(Bench bench) {
        return bench
                .firewall()
                .explain("edge-in", SockAddr.of("192.0.2.99", 0), Optional.empty())
                .steps()
                .stream()
                .map(step -> step.what() + ": " + step.result())
                .toList();
    }

    @Test
    void exactlyTheShareOfNewSessionsShouldGetTheNewVersion() throws Exception {
        try (Bench bench = bench("canary: 10%")) {
            Endpoint before = bench.client();
            assertThat(ask(before)).isEqualTo("old");
            bench.exchange(Map.of("it", saying("new")));
            List<String> said = sessions(bench, 40);
            for (int i = 0; i < said.size(); i++) {
                assertThat(said.get(i)).isEqualTo(i % 10 == 9 ? "new" : "old");
            }
            assertThat(states(bench)).containsExactly("current", "canary");
            Bench.until(() -> figures(bench, "current").ended() == 36);
            Bench.until(() -> figures(bench, "canary").ended() == 4);
            assertThat(steps(bench)).contains("canary: 10% of new sessions run generation 2: []");
            // The session from before does not count.
            assertThat(figures(bench, "current")).isEqualTo(new CanaryFigures(90, 36, 36, 0, 0));
            assertThat(figures(bench, "canary")).isEqualTo(new CanaryFigures(10, 4, 4, 0, 0));
            assertThat(bench.log.of("core.canary-started"))
                    .singleElement()
                    .asString()
                    .contains("share='10%'", "generation='2'", "beside='1'");
            assertThat(ask(before)).isEqualTo("old");
            before.close();
            assertThat(bench.records(41)).allMatch(line -> line.contains("verdict='ACCEPTED'"));
        }
    }

    @Test
    void goodVersionShouldBePromotedByItselfAndOldSessionsFinish() throws Exception {
        try (Bench bench = bench("canary: { share: 50%, for: 1ms, sessions: 3 }")) {
            Endpoint before = bench.client();
            assertThat(ask(before)).isEqualTo("old");
            bench.exchange(Map.of("it", saying("new")));
            assertThat(sessions(bench, 8)).containsOnly("old", "new");
            Bench.until(() -> states(bench).equals(List.of("old", "current")));
            assertThat(sessions(bench, 4)).containsOnly("new");
            assertThat(bench.log.of("core.canary-promoted"))
                    .singleElement()
                    .asString()
                    .contains("it is not worse: it failed in 0 of 4 sessions", "sessions='4'");
            assertThat(ask(before)).isEqualTo("old");
            before.close();
            Bench.until(() -> states(bench).equals(List.of("current")));
            assertThat(bench.firewall().generations().getFirst().number()).isEqualTo(2);
        }
    }

    @Test
    void failingVersionShouldBeWithdrawnByItselfWithARecordOfWhy() throws Exception {
        try (Bench bench = bench(HOUR)) {
            bench.exchange(Map.of("it", THROWING));
            assertThat(sessions(bench, 40)).filteredOn("old"::equals).hasSize(20);
            Bench.until(() -> states(bench).equals(List.of("current")));
            assertThat(sessions(bench, 10)).containsOnly("old");
            assertThat(bench.log.of("core.canary-withdrawn"))
                    .singleElement()
                    .asString()
                    .contains(
                            "its code failed in ",
                            "the old version in 0 of ",
                            "old_faults='0'",
                            "generation='2'");
            assertThat(bench.firewall().generations().getFirst().number()).isEqualTo(1);
            assertThat(bench.log.of("core.canary-over")).isEmpty();
        }
    }

    @Test
    void quarantinedVersionShouldBeWithdrawnWithThatReason() throws Exception {
        String policy = policy(HOUR) + "budgets: { it: { errors-per-minute: 2 } }\n";
        try (Bench bench = new Bench(Map.of("it", saying("old")), policy)) {
            bench.exchange(Map.of("it", THROWING));
            assertThat(sessions(bench, 4)).filteredOn("old"::equals).hasSize(2);
            Bench.until(() -> states(bench).equals(List.of("current")));
            assertThat(sessions(bench, 4)).containsOnly("old");
            assertThat(bench.log.of("core.canary-withdrawn"))
                    .singleElement()
                    .asString()
                    .contains(
                            "why='none.it 0.0.1 (bundle -1) was quarantined: 2 errors within a",
                            "old_faults='0'");
        }
    }

    @Test
    void sessionsOfAWithdrawnVersionShouldFinishOnIt() throws Exception {
        try (Bench bench = bench(HOUR)) {
            bench.exchange(Map.of("it", saying("new")));
            List<Endpoint> live = List.of(bench.client(), bench.client());
            assertThat(List.of(ask(live.get(0)), ask(live.get(1)))).contains("old", "new");
            assertThat(bench.firewall().withdrawCanary()).isEmpty(); // No bundle, so no name.
            Bench.until(() -> states(bench).equals(List.of("current", "old")));
            assertThat(List.of(ask(live.get(0)), ask(live.get(1)))).contains("old", "new");
            assertThat(sessions(bench, 4)).containsOnly("old");
            for (Endpoint each : live) {
                each.close();
            }
            Bench.until(() -> states(bench).equals(List.of("current")));
            assertThat(bench.log.of("core.canary-withdrawn"))
                    .singleElement()
                    .asString()
                    .contains("why='by hand'");
        }
    }

    @Test
    void versionPromotedByHandShouldServeAtOnce() throws Exception {
        try (Bench bench = bench(HOUR)) {
            assertThat(bench.firewall().promoteCanary()).isEmpty();
            bench.exchange(Map.of("it", saying("new")));
            bench.firewall().promoteCanary();
            assertThat(states(bench)).containsExactly("current");
            assertThat(sessions(bench, 4)).containsOnly("new");
            assertThat(bench.log.of("core.canary-promoted")).hasSize(1);
        }
    }

    @Test
    void furtherUpdateShouldBeTriedAgainstTheSameOldVersion() throws Exception {
        try (Bench bench = bench(HOUR)) {
            bench.exchange(Map.of("it", saying("2nd")));
            assertThat(sessions(bench, 2)).containsExactly("old", "2nd");
            bench.exchange(Map.of("it", saying("3rd")));
            assertThat(sessions(bench, 4)).containsExactly("old", "3rd", "old", "3rd");
            Bench.until(() -> figures(bench, "canary").ended() == 2);
            assertThat(bench.log.of("core.canary-over")).hasSize(1);
            assertThat(bench.log.of("core.canary-started")).hasSize(2);
            assertThat(states(bench)).containsExactly("current", "canary");
            bench.firewall().withdrawCanary();
            assertThat(sessions(bench, 2)).containsOnly("old");
        }
    }

    @Test
    void policyLoadedDuringACanaryShouldHoldOnBothSidesAndBeginItAnew() throws Exception {
        try (Bench bench = bench(HOUR)) {
            bench.exchange(Map.of("it", saying("new")));
            assertThat(sessions(bench, 4)).containsExactly("old", "new", "old", "new");
            load(bench, policy("canary: { share: 25% }").replace("web-out", "web-in"));
            assertThat(sessions(bench, 4)).containsExactly("old", "old", "old", "new");
            Bench.until(() -> figures(bench, "canary").ended() == 1);
            assertThat(figures(bench, "current")).isEqualTo(new CanaryFigures(75, 3, 3, 0, 0));
            assertThat(bench.firewall().services()).hasSize(1);
            assertThat(bench.records(8)).allMatch(line -> line.contains("verdict='ACCEPTED'"));
            assertThat(bench.log.of("core.summary"))
                    .filteredOn(l -> l.contains("/web-in:"))
                    .hasSize(4);
        }
    }

    @Test
    void policyWithoutCanaryShouldPromoteWhatIsTried() throws Exception {
        try (Bench bench = bench(HOUR)) {
            bench.exchange(Map.of("it", saying("new")));
            assertThat(sessions(bench, 2)).containsExactly("old", "new");
            load(bench, policy("max-old: 7"));
            assertThat(sessions(bench, 4)).containsOnly("new");
            assertThat(bench.log.of("core.canary-promoted"))
                    .singleElement()
                    .asString()
                    .contains("a policy without a canary was loaded", "sessions='");
            bench.exchange(Map.of("it", saying("3rd")));
            assertThat(sessions(bench, 4)).containsOnly("3rd");
            assertThat(states(bench)).containsExactly("current");
        }
    }

    @Test
    void policyThatTheNewVersionRefusesShouldWithdrawItAndBeLoaded() throws Exception {
        try (Bench bench = bench(HOUR)) {
            boolean[] refuses = new boolean[1];
            bench.exchange(
                    Map.of(
                            "it",
                            with -> {
                                if (refuses[0]) {
                                    throw new SettingsException(List.of("t:1:1: no such key"));
                                }
                                return saying("new").configure(with);
                            }));
            assertThat(sessions(bench, 2)).containsExactly("old", "new");
            refuses[0] = true;
            load(bench, policy(HOUR));
            assertThat(sessions(bench, 4)).containsOnly("old");
            assertThat(states(bench)).containsExactly("current");
            assertThat(bench.log.of("core.canary-withdrawn"))
                    .singleElement()
                    .asString()
                    .contains("why='t:1:1: no such key'");
        }
    }

    @Test
    void versionThatRefusesSettingsTheOldOneTakesShouldNeverServe() throws Exception {
        try (Bench bench = bench("canary: 50%")) {
            bench.exchange(Map.of("it", REFUSING));
            assertThat(sessions(bench, 4)).containsOnly("old");
            assertThat(states(bench)).containsExactly("current");
            assertThat(bench.log.of("core.canary-withdrawn"))
                    .singleElement()
                    .asString()
                    .contains("why='it.yaml:1:1: no such key'");
            assertThat(bench.log.of("core.canary-started")).isEmpty();
            assertThat(bench.log.of("core.settings-refused")).isEmpty();
        }
    }

    @Test
    void versionThatLacksTheProxyShouldNeverServe() throws Exception {
        try (Bench bench = bench("canary: 50%")) {
            bench.exchange(Map.of("other", saying("new")));
            assertThat(sessions(bench, 4)).containsOnly("old");
            assertThat(bench.log.of("core.canary-withdrawn"))
                    .singleElement()
                    .asString()
                    .contains("proxy \"it\" is not there");
        }
    }

    @Test
    void stopShouldDrainBothGenerations() throws Exception {
        try (Bench bench = bench(HOUR)) {
            bench.exchange(Map.of("it", saying("new")));
            List<Endpoint> live = List.of(bench.client(), bench.client());
            assertThat(List.of(ask(live.get(0)), ask(live.get(1)))).contains("old", "new");
            assertThat(bench.firewall().sessions())
                    .extracting(SessionNode::generation)
                    .containsExactlyInAnyOrder(1L, 2L);
            assertThat(bench.firewall().drain(Duration.ofMillis(1))).isEqualTo(2);
            assertThat(bench.records(2))
                    .allMatch(line -> line.contains("the firewall was stopped"));
        }
    }

    @Test
    void updatesLoadsAndDecisionsAtOnceShouldFailNoSession() throws Exception {
        String quick = "canary: { share: 50%, for: 1ms, sessions: 1 }";
        try (Bench bench = bench(quick)) {
            AtomicBoolean over = new AtomicBoolean();
            Thread changing =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; !over.get(); i++) {
                                            change(bench, i, quick);
                                        }
                                    });
            Thread deciding =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (!over.get()) {
                                            bench.firewall().promoteCanary();
                                            bench.firewall().withdrawCanary();
                                        }
                                    });
            List<Endpoint> live = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Endpoint client = bench.client();
                String word = ask(client);
                assertThat(word).isIn("old", "n00", "n01");
                assertThat(ask(client)).as("code of a live session").isEqualTo(word);
                live.add(client);
            }
            over.set(true);
            changing.join();
            deciding.join();
            for (Endpoint each : live) {
                each.close();
            }
            assertThat(bench.records(500)).allMatch(line -> line.contains("verdict='ACCEPTED'"));
            bench.firewall().promoteCanary();
            Bench.until(() -> states(bench).equals(List.of("current")));
        }
    }

    private static void change(Bench bench, int step, String canary) {
        bench.exchange(Map.of("it", saying("n%02d".formatted(step % 2))));
        if (step % 10 == 0) {
            load(bench, policy(step % 20 == 0 ? canary : "max-old: 9"));
        }
    }
}
