package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.stockade.endpoint.Transport;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.Proxy;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/** A firewall on sockets with a bad proxy, a good one, and one that stacks the bad. */
abstract class QuarantineBench {
    static final Duration HOUR = Duration.ofHours(1);

    final LogTap log = new LogTap();
    final CountDownLatch end = new CountDownLatch(1);
    final CountDownLatch begun = new CountDownLatch(1);
    volatile boolean healed;
    private ServerSocket server;
    TestFirewall firewall;

    /** On what it runs. */
    abstract Moving moving();

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        firewall = null;
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        if (firewall != null) {
            firewall.close();
        }
        server.close();
        log.close();
    }

    /** The proxy {@code bad}, beside {@code good} and a {@code parent} that stacks the bad one. */
    void serve(String budgets, Proxy bad) throws IOException {
        serve(budgets, "", bad);
    }

    void serve(String budgets, String limits, Proxy bad) throws IOException {
        serve(moving().open(), budgets, limits, bad);
    }

    void serve(Transport transport, String budgets, String limits, Proxy bad) throws IOException {
        Proxy healing = QuarantineBench::greet;
        Proxy once = session -> (healed ? healing : bad).run(session);
        firewall =
                new TestFirewall(
                        transport,
                        Map.of(
                                "bad",
                                with -> () -> once,
                                "waits",
                                with -> () -> session -> session.clientStream().fill(),
                                "good",
                                with -> () -> QuarantineBench::greet,
                                "parent",
                                with -> {
                                    var child = with.child("child").orElseThrow();
                                    return () ->
                                            session ->
                                                    session.clientStream()
                                                            .writeLine(
                                                                    told(
                                                                            session.stack(
                                                                                    child,
                                                                                    through(
                                                                                            session))));
                                }),
                        """
                        stockade: 1
                        budgets: { bad: { %s } }
                        listeners:
                          bad: { bind: ["127.0.0.1:0"] }
                          good: { bind: ["127.0.0.1:0"] }
                          parent: { bind: ["127.0.0.1:0"] }
                          waits: { bind: ["127.0.0.1:0"] }
                        services:
                          bad: { proxy: bad, router: { direct: ["127.0.0.1:%d"] }%s }
                          good: { proxy: good }
                          waits: { proxy: waits }
                          parent: { proxy: parent, with: { child: { proxy: bad } } }
                        rules:
                          - { listener: bad, service: bad }
                          - { listener: good, service: good }
                          - { listener: parent, service: parent }
                          - { listener: waits, service: waits }
                        """
                                .formatted(budgets, server.getLocalPort(), limits));
    }

    static void greet(StackedSession session) throws IOException {
        session.clientStream().writeLine("served");
    }

    static Payload through(StackedSession session) {
        return new Payload.Through(session.clientStream(), session.clientStream());
    }

    static String told(Verdict verdict) {
        return verdict instanceof Verdict.Failed failed ? failed.why() : verdict.toString();
    }

    Socket connect(String listener) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), firewall.address(listener).port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** All that comes until the end; a reset is shown as {@code <RESET>}. */
    String ask(String listener) throws IOException {
        try (Socket socket = connect(listener)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (java.net.SocketException reset) {
            return "<RESET>";
        }
    }

    void awaitQuarantine() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !firewall.firewall().quarantines().isEmpty());
    }

    List<String> recordsOf(String service) {
        return log.of("core.summary").stream()
                .filter(it -> it.contains("/" + service + ":"))
                .toList();
    }

    /**
     * The first record of a bad session that says this; it may be that of another still to come.
     */
    String recordWith(String text) {
        return await().until(
                        () -> recordsOf("bad").stream().filter(it -> it.contains(text)).findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** The rules that hold of every quarantine. */
    void quarantineShouldHold(String why) throws IOException {
        assertThat(ask("bad")).as("closed in order").isEmpty();
        assertThat(recordWith("is quarantined"))
                .contains("verdict='DENIED_BY_UNKNOWN_FAIL'")
                .contains("proxy \"bad\" is quarantined since ", why, "ctl proxy bad resume");
        assertThat(ask("parent")).contains("proxy \"bad\" is quarantined since ", why);
        assertThat(ask("good")).isEqualTo("served\r\n");
        assertThat(log.of("core.quarantined"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("proxy='bad'", why));
        assertThat(firewall.firewall().proxies().getFirst().state())
                .startsWith("quarantined since ")
                .contains(why);

        healed = true;
        assertThat(firewall.firewall().resume("bad")).isTrue();
        assertThat(firewall.firewall().resume("bad")).isFalse();
        assertThat(log.of("core.quarantine-ended")).hasSize(1);
        assertThat(ask("bad")).isEqualTo("served\r\n");
        assertThat(firewall.firewall().proxies().getFirst().state()).isEqualTo("active");
    }
}
