package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.access.Firewall.Budgeted;
import org.stockade.access.Firewall.Quarantine;
import org.stockade.endpoint.Transport;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.Proxy;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;
import org.stockade.transport.linux.internal.LoopsTransport;

/**
 * A proxy that does harm gets no new sessions, each refusal has its record, everybody else is
 * served, and {@code resume} ends it.
 */
@ParameterizedClass
@EnumSource
@Timeout(120)
class QuarantineTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Parameter Moving moving;
    private final LogTap log = new LogTap();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean healed;
    private ServerSocket server;
    private TestFirewall firewall;

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
    private void serve(String budgets, Proxy bad) throws IOException {
        serve(budgets, "", bad);
    }

    private void serve(String budgets, String limits, Proxy bad) throws IOException {
        serve(moving.open(), budgets, limits, bad);
    }

    private void serve(Transport transport, String budgets, String limits, Proxy bad)
            throws IOException {
        Proxy healing = QuarantineTest::greet;
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
                                with -> () -> QuarantineTest::greet,
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

    private static void greet(StackedSession session) throws IOException {
        session.clientStream().writeLine("served");
    }

    private static Payload through(StackedSession session) {
        return new Payload.Through(session.clientStream(), session.clientStream());
    }

    private static String told(Verdict verdict) {
        return verdict instanceof Verdict.Failed failed ? failed.why() : verdict.toString();
    }

    private Socket connect(String listener) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), firewall.address(listener).port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** All that comes until the end; a reset is shown as {@code <RESET>}. */
    private String ask(String listener) throws IOException {
        try (Socket socket = connect(listener)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (java.net.SocketException reset) {
            return "<RESET>";
        }
    }

    private void awaitQuarantine() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !firewall.firewall().quarantines().isEmpty());
    }

    private List<String> recordsOf(String service) {
        return log.of("core.summary").stream()
                .filter(it -> it.contains("/" + service + ":"))
                .toList();
    }

    /**
     * The first record of a bad session that says this; it may be that of another still to come.
     */
    private String recordWith(String text) {
        return await().until(
                        () -> recordsOf("bad").stream().filter(it -> it.contains(text)).findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** The rules that hold of every quarantine. */
    private void quarantineShouldHold(String why) throws IOException {
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

    private static int deep(int depth) {
        return deep(depth + 1) + 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"IllegalStateException", "StackOverflowError", "NoClassDefFoundError"})
    void proxyThatThrowsShouldBeQuarantined(String what) throws Exception {
        serve(
                "errors-per-minute: 3",
                session -> {
                    switch (what) {
                        case "StackOverflowError" -> deep(0);
                        case "NoClassDefFoundError" -> throw new NoClassDefFoundError("org/gone");
                        default -> throw new IllegalStateException("boom");
                    }
                });
        for (int i = 0; i < 3; i++) {
            assertThat(firewall.firewall().quarantines()).isEmpty();
            assertThat(ask("bad")).isEqualTo("<RESET>");
            int sessions = i + 1;
            await().until(() -> recordsOf("bad").size() == sessions);
        }
        quarantineShouldHold(what);
    }

    @Test
    void childThatThrowsShouldBeQuarantinedAndItsParentNot() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    throw new IllegalStateException("boom");
                });
        assertThat(ask("parent")).contains("boom");
        quarantineShouldHold("boom");
    }

    @Test
    void faultsOfPeersShouldNotCount() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    session.clientStream().readLine(100);
                    throw new IOException("the peer is odd");
                });
        for (int i = 0; i < 5; i++) {
            try (Socket client = connect("bad")) {
                client.setSoLinger(true, 0);
            }
        }
        await().until(() -> recordsOf("bad").size() == 5);
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    @Test
    void proxyThatDoesNotReturnWhenItIsKilledShouldBeQuarantined() throws Exception {
        serve("", this::deaf);
        try (Socket client = connect("bad")) {
            begun.await();
            assertThat(firewall.firewall().kill("bad:0")).isTrue();
            awaitQuarantine();
            quarantineShouldHold("it has not returned 5 s after session (edge/bad:0)");
        }
    }

    private void deaf(StackedSession session) {
        begun.countDown();
        while (end.getCount() > 0) {
            // An interrupt is what it ignores.
            Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void spin(StackedSession session) {
        begun.countDown();
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void proxyThatKeepsItsLoopShouldBeQuarantinedAndItsSessionEnded() throws Exception {
        Assumptions.assumeTrue(moving == Moving.LOOPS, "who runs is known of loops alone");
        serve("", this::spin);
        try (Socket client = connect("bad")) {
            begun.await();
            awaitQuarantine();
            await().atMost(Duration.ofSeconds(20)).until(() -> recordsOf("bad").size() == 1);
            assertThat(log.of("core.loop-kept"))
                    .singleElement()
                    .satisfies(
                            it ->
                                    assertThat(it)
                                            .contains("(edge/bad:0/bad)", "QuarantineTest.spin"));
            quarantineShouldHold("it has kept an event loop from all others");
        }
    }

    // Killed while it waits for its turn behind another's, it cannot return.
    @Test
    void sessionBehindAKeptLoopShouldNotBeHeldAgainstItsProxy() throws Exception {
        Assumptions.assumeTrue(moving == Moving.LOOPS, "who runs is known of loops alone");
        serve(new LoopsTransport(1, () -> {}), "", "", this::spin);
        try (Socket victim = connect("waits")) {
            await().until(() -> firewall.firewall().sessions().size() == 1);
            try (Socket client = connect("bad")) {
                begun.await();
                assertThat(firewall.firewall().kill("waits:0")).isTrue();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> log.of("core.session-abandoned").size() >= 2);
                assertThat(firewall.firewall().quarantines())
                        .extracting(Quarantine::proxy)
                        .containsExactly("bad");
            }
        }
    }

    @Test
    void proxyThatComputesBeyondItsTimeShouldBeQuarantined() throws Exception {
        serve("", ", time-limits: { total: 1s }", this::spin);
        try (Socket client = connect("bad")) {
            begun.await();
            awaitQuarantine();
            quarantineShouldHold(
                    moving == Moving.LOOPS ? "it has kept an event loop" : "it has not returned");
        }
    }

    @Test
    void proxyThatLeaksConnectionsShouldBeQuarantined() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    while (true) {
                        session.connectServer();
                    }
                });
        assertThat(ask("bad")).isEqualTo("<RESET>");
        awaitQuarantine();
        assertThat(log.of("core.session-leaks")).hasSize(1);
        quarantineShouldHold("the session has 32 endpoints open");
    }

    @Test
    void proxyThatLeaksForksShouldBeQuarantined() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    while (true) {
                        session.fork("idle", () -> session.take(new LinkedBlockingQueue<>(), HOUR));
                    }
                });
        assertThat(ask("bad")).isEqualTo("<RESET>");
        awaitQuarantine();
        quarantineShouldHold("the session has 1000 forks at work");
    }

    @Test
    void forksThatHaveEndedShouldNotBeALeak() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    for (int i = 0; i < 1200; i++) {
                        var fork = session.fork("short", () -> 1);
                        while (!fork.ended()) {
                            session.clientStream().await(Duration.ofMillis(1));
                        }
                    }
                    greet(session);
                });
        assertThat(ask("bad")).isEqualTo("served\r\n");
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    @Test
    void proxyThatLeaksSpoolsShouldBeQuarantined() throws Exception {
        serve(
                "errors-per-minute: 1",
                session -> {
                    while (true) {
                        session.spool(10).write(ByteBuffer.wrap(new byte[] {1}));
                    }
                });
        assertThat(ask("bad")).isEqualTo("<RESET>");
        awaitQuarantine();
        quarantineShouldHold("the session has 256 spools open");
    }

    @Test
    void sessionsBeyondTheBudgetShouldBeRefusedUntilThereIsRoom() throws Exception {
        serve("sessions: 2", session -> session.clientStream().fill());
        try (Socket one = connect("bad");
                Socket two = connect("bad")) {
            await().until(() -> used("sessions") == 2);
            assertThat(ask("bad")).isEmpty();
            await().until(() -> recordsOf("bad").size() == 1);
            assertThat(recordsOf("bad").getFirst())
                    .contains("verdict='DENIED_BY_LIMIT'", "has 2 sessions, its budget");
            // A child is a session of its proxy too.
            assertThat(ask("parent")).contains("has 2 sessions, its budget");
            assertThat(ask("good")).isEqualTo("served\r\n");
            one.close();
            await().until(() -> used("sessions") == 1);
            healed = true;
            assertThat(ask("bad")).isEqualTo("served\r\n");
        }
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    private long used(String what) {
        return firewall.firewall().proxy("bad").orElseThrow().budgets().stream()
                .filter(it -> it.what().equals(what))
                .map(Budgeted::used)
                .findFirst()
                .orElseThrow()
                .orElse(-1);
    }

    @Test
    void sessionsShouldBeRefusedWhileTheOthersHoldTooManyBytes() throws Exception {
        serve(
                "buffered: 64KiB",
                session -> {
                    session.spool(1 << 20).write(ByteBuffer.wrap(new byte[200_000]));
                    session.clientStream().fill();
                });
        try (Socket holds = connect("bad")) {
            await().until(() -> !log.of("core.budget-exhausted").isEmpty());
            assertThat(used("buffered")).isGreaterThanOrEqualTo(200_000);
            assertThat(ask("bad")).isEmpty();
            assertThat(recordWith("hold more bytes than its budget"))
                    .contains("verdict='DENIED_BY_LIMIT'");
            assertThat(ask("good")).isEqualTo("served\r\n");
        }
        healed = true;
        await().until(() -> ask("bad").equals("served\r\n"));
        assertThat(firewall.firewall().quarantines()).isEmpty();
    }

    @Test
    void proxyThatTakesMoreThanItsShareOfTheLoopsShouldBeQuarantined() throws Exception {
        Assumptions.assumeTrue(moving == Moving.LOOPS, "measured on loops alone");
        serve("cpu: 5%", this::compute);
        try (Socket client = connect("bad")) {
            awaitQuarantine();
            quarantineShouldHold("% of the time of all loops for 10 s; its budget is 5%");
        }
    }

    /** Most of the time, but never for long. */
    private void compute(StackedSession session) throws IOException {
        while (end.getCount() > 0) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 50_000_000) {
                Thread.onSpinWait();
            }
            session.clientStream().await(Duration.ofMillis(1));
        }
    }
}
