package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
