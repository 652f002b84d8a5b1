package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;

/** Limits on numbers hold exactly, and every place comes back. */
class AdmissionTest {
    /** Counts how many run at once and how many were refused. */
    private static final class Counting implements ProxyFactory.Recipe {
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();

        @Override
        public Proxy create() {
            return session -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                session.clientStream().fill();
                running.decrementAndGet();
            };
        }

        @Override
        public void refuse(Endpoint client, String why) {
            refused.incrementAndGet();
        }
    }

    @Test
    void maxSessionsShouldHoldExactlyWhenTwoHundredStartAtOnce() throws Exception {
        Counting counting = new Counting();
        String service = Bench.DIRECT.replace("it,", "it, max-sessions: 7,");
        try (Bench bench = new Bench(Map.of("it", with -> counting), Bench.policy(service))) {
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> clients = new ArrayList<>();
            List<Endpoint> open = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 200; i++) {
                clients.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try {
                                                go.await();
                                                open.add(bench.client());
                                            } catch (IOException | InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                        }));
            }
            go.countDown();
            for (Thread client : clients) {
                client.join();
            }
            Bench.until(() -> counting.refused.get() == 193);
            Bench.until(() -> counting.running.get() == 7);
            assertThat(bench.service().sessions()).isEqualTo(7);
            open.forEach(Endpoint::close);
            assertThat(bench.records(200))
                    .filteredOn(line -> line.contains("DENIED_BY_LIMIT"))
                    .hasSize(193);
            assertThat(counting.most.get()).isEqualTo(7);
        }
    }

    @Test
    void sourceShouldHaveItsShareAndLeaveTheOthersTheirs() throws Exception {
        Counting counting = new Counting();
        String service = Bench.DIRECT.replace("it,", "it, max-sessions-per-source: 2,");
        try (Bench bench = new Bench(Map.of("it", with -> counting), Bench.policy(service))) {
            List<Endpoint> open = new ArrayList<>(List.of(bench.client(), bench.client()));
            Bench.until(() -> counting.running.get() == 2);
            assertThat(Bench.everything(bench.client())).isEmpty();
            open.add(bench.network.dial(SockAddr.of("192.0.2.98", 0), Bench.FIREWALL));
            Bench.until(() -> counting.running.get() == 3);
            open.getFirst().close();
            Bench.until(() -> counting.running.get() == 2);
            Bench.until(() -> bench.service().sessions() == 2);
            open.add(bench.client());
            Bench.until(() -> counting.running.get() == 3);
            open.forEach(Endpoint::close);
            assertThat(bench.records(5))
                    .filteredOn(line -> line.contains("DENIED_BY_LIMIT"))
                    .singleElement()
                    .asString()
                    .contains("2 sessions from 192.0.2.99, its max-sessions-per-source; raise it");
        }
    }

    @Test
    void serviceInMaintenanceShouldTellItsClientsAndLetGoOnWhatLives() throws Exception {
        ProxyFactory.Recipe recipe =
                new ProxyFactory.Recipe() {
                    @Override
                    public Proxy create() {
                        return session -> session.clientStream().fill();
                    }

                    @Override
                    public void refuseForMaintenance(Endpoint client, String message)
                            throws IOException {
                        client.writeLine("421 " + message);
                    }
                };
        String service = Bench.DIRECT.replace("it,", "it, maintenance: back at noon,");
        try (Bench bench = new Bench(Map.of("it", with -> recipe), Bench.policy(service))) {
            assertThat(Bench.everything(bench.client())).isEqualTo("421 back at noon\r\n");
            assertThat(bench.service().state()).isEqualTo("maintenance: back at noon");
            assertThat(bench.record())
                    .contains(
                            "verdict='DENIED_BY_POLICY'",
                            "service \"web-out\" is in maintenance: back at noon");

            assertThat(bench.firewall().load("t.yaml", Bench.policy(Bench.DIRECT)).ok()).isTrue();
            Endpoint before = bench.client();
            Bench.until(() -> bench.service().sessions() == 1);
            assertThat(bench.firewall().maintain("web-out", Optional.of("moving"))).isTrue();
            assertThat(bench.firewall().maintain("other", Optional.of("moving"))).isFalse();
            assertThatThrownBy(() -> bench.firewall().maintain("web-out", Optional.of(" ")))
                    .hasMessageContaining("use 1 to 500");
            assertThat(Bench.everything(bench.client())).isEqualTo("421 moving\r\n");
            assertThat(bench.service().sessions()).isEqualTo(1);
            assertThat(bench.firewall().maintain("web-out", Optional.empty())).isTrue();
            assertThat(bench.service().state()).isEqualTo("ready");
            before.close();
            bench.records(3);
        }
    }

    @Test
    void connectionOverMaxConnectionsShouldBeClosedUnreadWithOneLine() throws Exception {
        String policy =
                Bench.policy(Bench.DIRECT).replace("bind: [", "max-connections: 2, bind: [");
        try (Bench bench =
                new Bench(
                        Map.of("it", with -> () -> session -> session.clientStream().fill()),
                        policy)) {
            Endpoint first = bench.client();
            Endpoint second = bench.client();
            for (int i = 0; i < 5; i++) {
                assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            }
            assertThat(bench.log.of("core.connections-full")).hasSize(1);
            first.close();
            second.close();
            bench.records(2);
            bench.client().close();
            bench.records(3);
        }
    }

    @Test
    void maxConnectionsShouldHoldForAllAddressesOfAListenerTogether() throws Exception {
        SockAddr other = Bench.FIREWALL.withPort(3129);
        String policy =
                Bench.policy(Bench.DIRECT)
                        .replace("bind: [", "max-connections: 2, bind: [\"" + other + "\", ");
        try (Bench bench =
                new Bench(
                        Map.of("it", with -> () -> session -> session.clientStream().fill()),
                        policy)) {
            Endpoint here = bench.client();
            Endpoint there = bench.network.dial(SockAddr.of("192.0.2.99", 0), other);

            assertThat(Bench.everything(bench.client())).isEqualTo("<RESET>");
            there.close();
            here.close();
            bench.records(2);
        }
    }

    @Test
    void sessionIdShouldNameFirewallServiceInstanceAndProxies() throws Exception {
        List<String> ids = java.util.Collections.synchronizedList(new ArrayList<>());
        try (Bench bench =
                Bench.stacking(
                        "none",
                        (session, child) -> {
                            ids.add(session.sessionId());
                            session.stack(child, through(session));
                        },
                        session -> ids.add(session.sessionId()))) {
            bench.client();
            bench.records(1);
            bench.client();
            bench.records(2);
            assertThat(ids)
                    .containsExactly(
                            "(edge/web-out:0/it)",
                            "(edge/web-out:0/it/kid)",
                            "(edge/web-out:1/it)",
                            "(edge/web-out:1/it/kid)");
            assertThat(bench.log.of("core.summary"))
                    .allMatch(line -> line.contains("(edge/web-out:"));
        }
    }

    @Test
    void connectionWithoutServiceShouldBeNumberedUnderADash() throws Exception {
        try (Bench bench =
                Bench.of(
                        Bench.DIRECT,
                        "{ listener: edge-in, deny: true }",
                        session -> session.clientStream().fill())) {
            bench.client();
            bench.records(1);
            bench.client();
            bench.records(2);
            assertThat(bench.log.of("core.summary").getFirst()).contains("(edge/-:0)");
            assertThat(bench.log.of("core.summary").getLast()).contains("(edge/-:1)");
        }
    }

    private static Payload through(StackedSession session) {
        return new Payload.Through(session.clientStream(), session.clientStream());
    }
}
