package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stockade.access.Listening;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;

/** Live sessions finish on what they began with, new ones get the new, and nothing is refused. */
class ReloadTest {
    /** Answers each line with its own word. */
    private static Proxy saying(String word) {
        return session -> {
            Endpoint client = session.clientStream();
            while (client.readLine(100) != null) {
                client.writeLine(word);
            }
        };
    }

    private static ProxyFactory factory(String word) {
        Proxy proxy = saying(word);
        return with -> () -> proxy;
    }

    private static String ask(Endpoint client, int count) throws IOException {
        Bench.send(client, "?\r\n");
        return Bench.receive(client, count);
    }

    @Test
    void badPolicyShouldChangeNothing() throws Exception {
        String good = Bench.policy(Bench.DIRECT);
        List<String> bad =
                List.of(
                        "stockade: 9",
                        good.replace("service: web-out", "service: web-in"),
                        good.replace("direct", "nowhere"),
                        // The address is the test's own server's: the second cannot be opened.
                        good.replace("bind: [", "bind: [\"192.0.2.1:9\", \"198.51.100.7:80\", "));
        try (Bench bench = new Bench(Map.of("it", factory("old")), good)) {
            Endpoint client = bench.client();
            assertThat(ask(client, 5)).isEqualTo("old\r\n");
            for (String policy : bad) {
                assertThat(bench.firewall().load("new.yaml", policy).errors()).isNotEmpty();
                assertThat(bench.firewall().policyText()).isEqualTo(good);
                assertThat(bench.firewall().listeners())
                        .extracting(Listening::address)
                        .containsExactly(Bench.FIREWALL);
                assertThat(ask(client, 5)).isEqualTo("old\r\n");
                assertThat(ask(bench.client(), 5)).isEqualTo("old\r\n");
            }
            // What the bad one had opened already is closed again.
            bench.network.listen(SockAddr.of("192.0.2.1", 9), any -> {}).close();
        }
    }

    @Test
    void listenersShouldBeAddedKeptRenamedAndClosedWhileTheirSessionsGoOn() throws Exception {
        String policy = Bench.policy(Bench.DIRECT);
        SockAddr other = SockAddr.of("192.0.2.1", 8080);
        try (Bench bench = new Bench(Map.of("it", factory("old")), policy)) {
            Endpoint live = bench.client();
            assertThat(ask(live, 5)).isEqualTo("old\r\n");

            load(bench, policy.replace("bind: [", "bind: [\"" + other + "\", "));
            SockAddr from = SockAddr.of("192.0.2.98", 0);
            Endpoint second = bench.network.dial(from, other);
            assertThat(ask(second, 5)).isEqualTo("old\r\n");
            assertThat(bench.firewall().listeners())
                    .extracting(Listening::open)
                    .containsExactlyInAnyOrder(1, 1);

            load(bench, policy.replace("edge-in", "north"));
            assertThat(bench.firewall().listeners())
                    .containsExactly(new Listening("north", Bench.FIREWALL, 1, 10_000));
            assertThatThrownBy(() -> bench.network.dial(from, other))
                    .isInstanceOf(IOException.class);
            assertThat(ask(live, 5)).isEqualTo("old\r\n");
            assertThat(ask(second, 5)).isEqualTo("old\r\n");
            assertThat(ask(bench.client(), 5)).isEqualTo("old\r\n");
        }
    }

    private static void load(Bench bench, String policy) {
        assertThat(bench.firewall().load("new.yaml", policy).errors()).isEmpty();
    }

    @Test
    void liveSessionShouldKeepItsPolicyAndNewOnesGetTheNew() throws Exception {
        Proxy connecting =
                session -> {
                    while (session.clientStream().readLine(100) != null) {
                        session.connectServer().close();
                        session.clientStream().writeLine("ok");
                    }
                };
        try (Bench bench = Bench.of(connecting)) {
            Endpoint live = bench.client();
            assertThat(ask(live, 4)).isEqualTo("ok\r\n");
            load(bench, Bench.policy(Bench.DIRECT.replace("it,", "it, to-zones: [dmz],")));
            assertThat(ask(live, 4)).isEqualTo("ok\r\n");
            Endpoint next = bench.client();
            Bench.send(next, "?\r\n");
            assertThat(Bench.everything(next)).isEqualTo("<RESET>");
            live.close();
            assertThat(bench.records(2))
                    .filteredOn(line -> line.contains("verdict='DENIED_BY_POLICY'"))
                    .hasSize(1);
        }
    }

    @Test
    void exchangedProxiesShouldServeNewSessionsAndLetOldOnesFinish() throws Exception {
        try (Bench bench = new Bench(Map.of("it", factory("old")), Bench.policy(Bench.DIRECT))) {
            Endpoint live = bench.client();
            assertThat(ask(live, 5)).isEqualTo("old\r\n");
            bench.exchange(Map.of("it", factory("new")));
            assertThat(ask(live, 5)).isEqualTo("old\r\n");
            assertThat(ask(bench.client(), 5)).isEqualTo("new\r\n");
            bench.exchange(Map.of());
            assertThat(Bench.everything(bench.client())).isEmpty();
            assertThat(ask(live, 5)).isEqualTo("old\r\n");
            bench.exchange(Map.of("it", factory("new")));
            assertThat(ask(bench.client(), 5)).isEqualTo("new\r\n");
        }
    }

    @Test
    void codeUpdatedWhileAPolicyIsCompiledShouldServeUnderThatPolicy() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<Bench> of = new AtomicReference<>();
        ProxyFactory updated =
                with -> {
                    // Checked first, then compiled: the update comes between that and publication.
                    if (calls.decrementAndGet() == 0) {
                        of.get().exchange(Map.of("it", factory("new")));
                    }
                    return factory("old").configure(with);
                };
        try (Bench bench = new Bench(Map.of("it", updated), Bench.policy(Bench.DIRECT))) {
            of.set(bench);
            String policy = Bench.policy(Bench.DIRECT).replace("web-out", "web-in");
            calls.set(2);
            load(bench, policy);
            assertThat(ask(bench.client(), 5)).isEqualTo("new\r\n");
            assertThat(bench.service().name()).isEqualTo("web-in");
        }
    }

    @Test
    void oldCodeShouldBeCollectableWhenItsLastSessionHasEnded() throws Exception {
        try (Bench bench = new Bench(Map.of(), Bench.policy(Bench.DIRECT))) {
            WeakReference<Object> old = serveOnce(bench);
            Bench.until(
                    () -> {
                        System.gc();
                        return old.get() == null;
                    });
        }
    }

    private static WeakReference<Object> serveOnce(Bench bench) throws IOException {
        Object code = new Object();
        bench.exchange(
                Map.of(
                        "it",
                        with ->
                                () ->
                                        session -> {
                                            session.clientStream().fill();
                                            throw new IllegalStateException("of " + code);
                                        }));
        Endpoint live = bench.client();
        Bench.until(() -> bench.service().sessions() == 1);
        bench.exchange(Map.of("it", factory("new")));
        live.close();
        assertThat(bench.record()).contains("verdict='DENIED_BY_UNKNOWN_FAIL'");
        return new WeakReference<>(code);
    }

    @Test
    void exchangeUnderFiveHundredSessionsShouldFailNone() throws Exception {
        try (Bench bench = new Bench(Map.of("it", factory("one")), Bench.policy(Bench.DIRECT))) {
            AtomicBoolean over = new AtomicBoolean();
            Thread exchanging =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; !over.get(); i++) {
                                            bench.exchange(
                                                    Map.of(
                                                            "it",
                                                            factory(i % 2 == 0 ? "two" : "one")));
                                            if (i % 10 == 0) {
                                                load(bench, Bench.policy(Bench.DIRECT));
                                            }
                                        }
                                    });
            List<Endpoint> clients = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Endpoint client = bench.client();
                clients.add(client);
                assertThat(ask(client, 5)).isIn("one\r\n", "two\r\n");
            }
            for (Endpoint client : clients) {
                String word = ask(client, 5);
                assertThat(ask(client, 5)).as("code of a live session").isEqualTo(word);
                client.close();
            }
            over.set(true);
            exchanging.join();
            assertThat(bench.records(500))
                    .allMatch(line -> line.contains("info=''"))
                    .allMatch(line -> line.contains("verdict='ACCEPTED'"));
        }
    }
}
