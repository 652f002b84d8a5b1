package org.stockade.engine.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Listening;

@Timeout(120)
class PortableTransportTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final SockAddr ANY = SockAddr.of("127.0.0.1", 0);

    private final PortableTransport transport = open();
    private final BlockingQueue<Endpoint> accepted = new LinkedBlockingQueue<>();

    private static PortableTransport open() {
        try {
            return new PortableTransport();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        transport.close();
    }

    private Endpoint connect(SockAddr to) throws IOException {
        return transport.connect(Optional.empty(), to, LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void connectionShouldCarryBytesAndKnowItsAddresses(String ip) throws Exception {
        try (Listening listening = transport.listen(SockAddr.of(ip, 0), accepted::add);
                Endpoint client = connect(listening.local());
                Endpoint server = accepted.poll(60, TimeUnit.SECONDS)) {
            assertThat(listening.local().port()).isPositive();
            assertThat(client.remote()).isEqualTo(listening.local());
            assertThat(server.local()).isEqualTo(listening.local());
            assertThat(client.local()).isEqualTo(server.remote());
            assertThat(client.local().ip()).isEqualTo(ip);

            client.writeLine("HELO");
            client.flush();
            assertThat(server.readLine(100)).isEqualTo("HELO");
        }
    }

    @Test
    void localAddressShouldBeBoundFirst() throws Exception {
        try (Listening listening = transport.listen(ANY, accepted::add);
                Endpoint client =
                        transport.connect(
                                Optional.of(SockAddr.of("127.0.0.2", 0)),
                                listening.local(),
                                LONG)) {
            assertThat(client.local().ip()).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void localAddressThatIsNotOursShouldBeNamed() throws Exception {
        assertThatThrownBy(
                        () ->
                                transport.connect(
                                        Optional.of(SockAddr.of("192.0.2.1", 0)), ANY, LONG))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("server 127.0.0.1:0 cannot be reached from 192.0.2.1:0: ");
    }

    @Test
    void refusalShouldBeNamed() throws Exception {
        SockAddr nobody;
        try (Listening listening = transport.listen(ANY, accepted::add)) {
            nobody = listening.local();
        }
        // The accepting thread holds the descriptor until it has come out of its call.
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> connect(nobody).close())
                                        .isInstanceOfSatisfying(
                                                ConnectFailedException.class,
                                                e -> assertThat(e.timedOut()).isFalse())
                                        .hasMessage(
                                                "server " + nobody + " refused the connection"));
    }

    @Test
    void serverThatDoesNotAnswerShouldTimeOut() throws Exception {
        // A full queue of connections that nobody accepts: the kernel then ignores further ones.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress to = (InetSocketAddress) full.getLocalSocketAddress();
            List<SocketChannel> queued = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SocketChannel one = SocketChannel.open();
                one.configureBlocking(false);
                one.connect(to);
                queued.add(one);
            }
            assertThatThrownBy(
                            () ->
                                    transport.connect(
                                            Optional.empty(),
                                            SockAddr.of(to),
                                            Duration.ofMillis(500)))
                    .isInstanceOfSatisfying(
                            ConnectFailedException.class, e -> assertThat(e.timedOut()).isTrue())
                    .hasMessage("server " + SockAddr.of(to) + " did not answer within 500 ms");
            for (SocketChannel one : queued) {
                one.close();
            }
        }
    }

    @Test
    void portInUseShouldBeNamed() throws Exception {
        try (Listening first = transport.listen(ANY, accepted::add)) {
            assertThatThrownBy(() -> transport.listen(first.local(), accepted::add))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on " + first.local() + ": address already in use");
        }
    }

    @Test
    void addressThatIsNotOursShouldBeNamed() {
        SockAddr foreign = SockAddr.of("192.0.2.1", 0);
        assertThatThrownBy(() -> transport.listen(foreign, accepted::add))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on 192.0.2.1:0: ");
    }

    @Test
    void privilegedPortShouldBeNamed() {
        assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
        assertThatThrownBy(() -> transport.listen(SockAddr.of("127.0.0.1", 1), accepted::add))
                .hasMessage("cannot listen on 127.0.0.1:1: Permission denied");
    }

    @Test
    void listenerShouldAcceptNoMoreOnceItIsClosedAndKeepWhatItAccepted() throws Exception {
        Listening listening = transport.listen(ANY, accepted::add);
        try (Endpoint client = connect(listening.local());
                Endpoint server = accepted.poll(60, TimeUnit.SECONDS)) {
            listening.close();
            listening.close();
            client.writeLine("still");
            client.flush();
            assertThat(server.readLine(10)).isEqualTo("still");
        }
    }

    @Test
    void connectionThatCannotBeTakenInShouldBeReset() throws Exception {
        Consumer<Endpoint> refuses =
                endpoint -> {
                    throw new IllegalStateException("no");
                };
        try (Listening listening = transport.listen(ANY, refuses)) {
            // Twice: the listener goes on. The reset may come before the connection is ready here.
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(
                                () -> {
                                    try (Endpoint client = connect(listening.local())) {
                                        client.fill();
                                    }
                                })
                        .isInstanceOfAny(
                                ConnectionResetException.class, ConnectFailedException.class);
            }
        }
    }

    @Test
    void fiveHundredConnectionsAtOnceShouldBeServed() throws Exception {
        int count = 500;
        CountDownLatch allThere = new CountDownLatch(count);
        Consumer<Endpoint> echo =
                endpoint ->
                        transport.start(
                                Optional.of(endpoint),
                                "echo",
                                () -> {
                                    try (endpoint) {
                                        endpoint.transferTo(endpoint, Long.MAX_VALUE);
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        List<CompletableFuture<String>> answers = new ArrayList<>();
        try (Listening listening = transport.listen(ANY, echo)) {
            for (int i = 0; i < count; i++) {
                String word = "word-" + i;
                CompletableFuture<String> answer = new CompletableFuture<>();
                answers.add(answer);
                transport.start(
                        Optional.empty(),
                        word,
                        () -> {
                            try (Endpoint client = connect(listening.local())) {
                                allThere.countDown();
                                allThere.await();
                                client.writeLine(word);
                                answer.complete(client.readLine(100));
                            } catch (IOException | InterruptedException e) {
                                answer.completeExceptionally(e);
                            }
                        });
            }
            for (int i = 0; i < count; i++) {
                assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("word-" + i);
            }
        }
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(transport.buffers().leased()).isZero());
    }

    @Test
    void closingTheTransportShouldEndItsConnections() throws Exception {
        try (Listening listening = transport.listen(ANY, accepted::add);
                Endpoint client = connect(listening.local())) {
            CompletableFuture<Boolean> filled = new CompletableFuture<>();
            Thread reader =
                    transport.start(
                            Optional.of(client),
                            "reader",
                            () -> {
                                try {
                                    filled.complete(client.fill());
                                } catch (IOException e) {
                                    filled.completeExceptionally(e);
                                }
                            });
            Awaitility.await().until(() -> reader.getState() == Thread.State.WAITING);
            transport.close();
            assertThatThrownBy(() -> filled.get(60, TimeUnit.SECONDS)).isNotNull();

            // Not known to a poller yet, and too late to become so.
            Endpoint server = accepted.poll(60, TimeUnit.SECONDS);
            server.close();
        }
    }

    @Test
    void threadShouldBeVirtualAndBearItsName() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        Thread started =
                transport.start(
                        Optional.empty(),
                        "session-7",
                        () -> name.complete(Thread.currentThread().getName()));
        assertThat(started.isVirtual()).isTrue();
        assertThat(name.get(60, TimeUnit.SECONDS)).isEqualTo("session-7");
    }

    @Test
    void platformThreadShouldBeServedWhileEveryCarrierIsBusy() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(Runtime.getRuntime().availableProcessors());
        try (Listening listening = transport.listen(ANY, accepted::add);
                Endpoint client = connect(listening.local());
                Endpoint server = accepted.poll(60, TimeUnit.SECONDS)) {
            for (long i = running.getCount(); i > 0; i--) {
                transport.start(
                        Optional.empty(),
                        "spinning",
                        () -> {
                            running.countDown();
                            while (!over.get()) {
                                Thread.onSpinWait();
                            }
                        });
            }
            assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
            Thread echo =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            server.transferTo(server, Long.MAX_VALUE);
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            for (int i = 0; i < 3; i++) {
                client.writeLine("ping");
                assertThat(client.readLine(100)).isEqualTo("ping");
            }
            client.endOutput();
            echo.join();
        } finally {
            over.set(true);
        }
    }

    @Test
    void waitOfSecondsShouldEndSoonAfterItsTime() throws Exception {
        try (Listening listening = transport.listen(ANY, accepted::add);
                Endpoint client = connect(listening.local())) {
            long before = System.nanoTime();
            Duration wait = Duration.ofMillis(1200);
            assertThat(client.await(wait)).isEqualTo(Endpoint.Readiness.TIME);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(wait, wait.plusSeconds(10));
        }
    }

    @Test
    void connectionsClosedWhileOthersWaitShouldLeaveNoDescriptorBehind() throws Exception {
        try (Listening listening = transport.listen(ANY, accepted::add)) {
            for (int i = 0; i < 200; i++) {
                Endpoint client = connect(listening.local());
                Endpoint server = accepted.poll(60, TimeUnit.SECONDS);
                // Waits once, and so is known to the poller when it closes.
                assertThat(client.await(Duration.ofMillis(1))).isEqualTo(Endpoint.Readiness.TIME);
                client.close();
                assertThat(server.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                server.close();
            }
            // Each peer saw the end: what was registered was closed by the poller at once.
            assertThat(transport.buffers().leased()).isZero();
        }
    }
}
