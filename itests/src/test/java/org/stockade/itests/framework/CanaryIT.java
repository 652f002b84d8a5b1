package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.stockade.itests.peers.Places;

/** A bad version is withdrawn by itself under load, a good one promoted; what goes is unloaded. */
class CanaryIT {
    private static final int SHARE = 20;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path storage;

    private int port;

    private String policy() {
        return """
                stockade: 1
                generations: { canary: { share: %d%%, for: 1s, sessions: 20 } }
                listeners:
                  probe: { bind: ["127.0.0.1:%d"] }
                services:
                  probe: { proxy: probe, router: { direct: ["127.0.0.1:9"] } }
                rules:
                  - { listener: probe, service: probe }
                """
                .formatted(SHARE, port);
    }

    @ParameterizedTest
    @EnumSource
    void badVersionShouldBeWithdrawnAndAGoodOnePromotedByThemselves(FrameworkProduct product)
            throws Exception {
        port = Places.freePort();
        try (EmbeddedFirewall firewall = EmbeddedFirewall.start(product, storage, policy())) {
            EngineRevisions engine = EngineRevisions.of(firewall.context());
            Bundle source = install(firewall, serving(1));
            assertThat(session()).isEqualTo(ProbeBundle.mark(1));
            Unloads before = Unloads.forced(firewall.context());

            byte[] faulty = ProbeBundle.version(2).component("probe.Faulty", "probe").jar();
            List<String> said = underLoad(() -> update(firewall, source, faulty));
            assertThat(said).containsOnly(ProbeBundle.mark(1), ProbeBundle.mark(2), "");
            int failed = (int) said.stream().filter(String::isEmpty).count();
            // One in three of the share; the rest is for sessions under way at both ends.
            assertThat(failed).isBetween(3, said.size() * SHARE / 100 / 3 + 3);

            // The old version goes on serving, and nothing brings the bad one back.
            source.stop(Bundle.STOP_TRANSIENT);
            source.start(Bundle.START_TRANSIENT);
            load(firewall, policy() + "# again\n");
            assertThat(states(firewall)).doesNotContain("canary");
            assertThat(proxies(firewall))
                    .contains("test.probe 1.0.1", "1.0.2 was withdrawn: its code failed in ");
            for (int i = 0; i < 50; i++) {
                assertThat(session()).isEqualTo(ProbeBundle.mark(1));
            }
            awaitCopies(engine, before.made());
            assertThat(Unloads.forced(firewall.context()))
                    .isEqualTo(new Unloads(before.made() + 1, 1, 1, List.of()));

            List<String> better = underLoad(() -> update(firewall, source, serving(3).jar()));
            assertThat(better).containsOnly(ProbeBundle.mark(1), ProbeBundle.mark(3));
            for (int i = 0; i < 50; i++) {
                assertThat(session()).isEqualTo(ProbeBundle.mark(3));
            }
            assertThat(proxies(firewall)).contains("test.probe 1.0.3", "state=active]");
            awaitCopies(engine, before.made());
            assertThat(Unloads.forced(firewall.context()))
                    .isEqualTo(new Unloads(before.made() + 2, 2, 2, List.of()));
            assertThat(states(firewall)).containsExactly("current");
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlySessionsThatUseWhatHasChangedShouldBeSplit(FrameworkProduct product) throws Exception {
        port = Places.freePort();
        int other = Places.freePort();
        String policy =
                policy().replace("20%, for: 1s", "50%, for: 1h")
                        .replace(
                                "services:",
                                "  plain: { bind: [\"127.0.0.1:" + other + "\"] }\nservices:")
                        .replace(
                                "rules:",
                                "  relay: { proxy: plain, router: { direct: [\"127.0.0.1:9\"] } }\nrules:")
                        .concat("  - { listener: plain, service: relay }\n");
        try (EmbeddedFirewall firewall = EmbeddedFirewall.start(product, storage, policy)) {
            Bundle source = install(firewall, serving(1));
            RunningFramework.update(source, serving(2).jar());
            for (int i = 0; i < 4; i++) {
                assertThat(session()).isEqualTo(ProbeBundle.mark(1 + i % 2));
                assertThat(session(other)).isEmpty();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(firewall.ask("generations").toString())
                                            .containsPattern(
                                                    "state=current.*begun=2, ended=2, failed=0.*"
                                                            + "state=canary.*begun=2, ended=2,"
                                                            + " failed=0"));

            // What is updated meanwhile takes the canary's place.
            RunningFramework.update(source, serving(3).jar());
            assertThat(session()).isEqualTo(ProbeBundle.mark(1));
            assertThat(session()).isEqualTo(ProbeBundle.mark(3));
            assertThat(firewall.ask("withdrawCanary").toString()).isEqualTo("[test.probe 1.0.3]");
            assertThat(session()).isEqualTo(ProbeBundle.mark(1));
            assertThat(proxies(firewall)).contains("1.0.3 was withdrawn: by hand");

            // After a stop there is nothing else.
            source.stop();
            source.start();
            assertThat(session()).isEqualTo(ProbeBundle.mark(3));
            assertThat(proxies(firewall)).contains("though it was withdrawn before: by hand");
            RunningFramework.update(source, serving(4).jar());
            assertThat(firewall.ask("promoteCanary").toString()).isEqualTo("[test.probe 1.0.4]");
            assertThat(session()).isEqualTo(ProbeBundle.mark(4));
        }
    }

    private static ProbeBundle serving(int version) {
        return ProbeBundle.version(version).component("probe.Serving", "probe");
    }

    private static Bundle install(EmbeddedFirewall firewall, ProbeBundle probe) throws Exception {
        Bundle source =
                firewall.context()
                        .installBundle("test:probe", new ByteArrayInputStream(probe.jar()));
        source.start();
        return source;
    }

    /** The update command returns when the new version takes its share. */
    private static void update(EmbeddedFirewall firewall, Bundle source, byte[] jar)
            throws Exception {
        RunningFramework.update(source, jar);
        assertThat(states(firewall)).contains("canary");
        await().atMost(PATIENCE).until(() -> !states(firewall).contains("canary"));
    }

    private static void load(EmbeddedFirewall firewall, String policy) {
        Object report =
                EmbeddedFirewall.call(
                        firewall.firewall(),
                        "load",
                        new Class<?>[] {String.class, String.class},
                        "new.yaml",
                        policy);
        assertThat(report.toString()).contains("errors=[]");
    }

    private static List<String> states(EmbeddedFirewall firewall) {
        return Unloads.generationStates(firewall.context());
    }

    private static String proxies(EmbeddedFirewall firewall) {
        return ((List<?>) firewall.ask("proxies"))
                .stream()
                        .map(Object::toString)
                        .filter(proxy -> proxy.contains("name=probe"))
                        .findFirst()
                        .orElseThrow();
    }

    private static void awaitCopies(EngineRevisions engine, int count) {
        await().atMost(PATIENCE).until(() -> engine.copies() == count);
    }

    /** Something that is done. */
    private interface Act {
        void run() throws Exception;
    }

    /** What sessions said, each on a connection of its own, from before an act until its end. */
    private List<String> underLoad(Act act) throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> load(over, said));
        try {
            act.run();
        } finally {
            over.set(true);
            load.join();
        }
        return List.copyOf(said);
    }

    private void load(AtomicBoolean over, Queue<String> said) {
        List<Thread> sessions = new ArrayList<>();
        while (!over.get()) {
            sessions.removeIf(session -> !session.isAlive());
            sessions.add(Thread.ofVirtual().start(() -> said.add(session())));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        for (Thread session : sessions) {
            try {
                session.join();
            } catch (InterruptedException hurried) {
                said.add("interrupted");
            }
        }
    }

    /** The mark of the version that served; empty if it failed. */
    private String session() {
        return session(port);
    }

    private static String session(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("?\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.US_ASCII).strip();
        } catch (IOException reset) {
            return "";
        }
    }
}
