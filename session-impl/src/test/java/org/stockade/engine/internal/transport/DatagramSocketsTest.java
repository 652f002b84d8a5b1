package org.stockade.engine.internal.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint.Readiness;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TimeLimitException;
import org.stockade.endpoint.Transport.Listening;
import org.stockade.transport.Holding;

/** Endpoints of datagrams on real sockets of the loopback interface. */
class DatagramSocketsTest {
    private static final SockAddr ANY = SockAddr.of("127.0.0.1", 0);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final DatagramSockets sockets = new DatagramSockets();
    private final BlockingQueue<DatagramEndpoint> came = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws IOException {
        sockets.close();
    }

    /** Lets in so many, and counts whom it was asked about. */
    private final class Gate implements Newcomers {
        private final AtomicInteger left;
        private final AtomicInteger asked = new AtomicInteger();

        Gate(int most) {
            left = new AtomicInteger(most);
        }

        @Override
        public boolean admits(InetAddress from) {
            asked.incrementAndGet();
            return left.getAndDecrement() > 0;
        }

        @Override
        public void accepted(DatagramEndpoint client) {
            came.add(client);
        }
    }

    private DatagramEndpoint next() throws InterruptedException {
        return Objects.requireNonNull(came.poll(20, TimeUnit.SECONDS), "nobody came");
    }

    private DatagramEndpoint connect(Listening to) throws IOException {
        return sockets.connect(Optional.empty(), to.local());
    }

    private static void send(DatagramEndpoint to, String text) throws IOException {
        to.write(ISO_8859_1.encode(text));
    }

    private static String receive(DatagramEndpoint from) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(65_536);
        try (var limit = from.readWithin("test", LONG)) {
            from.read(into);
        }
        return ISO_8859_1.decode(into.flip()).toString();
    }

    @Test
    void datagramsOfOnePeerShouldComeInOrderAndWhole() throws Exception {
        Listening here = sockets.listen(ANY, new Gate(1));
        DatagramEndpoint peer = connect(here);
        for (String each : new String[] {"one", "", "three"}) {
            send(peer, each);
        }
        DatagramEndpoint client = next();
        assertThat(receive(client)).isEqualTo("one");
        assertThat(receive(client)).isEmpty();
        assertThat(receive(client)).isEqualTo("three");
        assertThat(client.datagramsReceived()).isEqualTo(3);
        assertThat(client.received()).isEqualTo(8);
        send(client, "back");
        assertThat(receive(peer)).isEqualTo("back");
        assertThat(peer.remote()).isEqualTo(here.local());
    }

    @Test
    void datagramThatHasNoRoomShouldBeLostWhole() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(1)));
        send(peer, "four");
        send(peer, "two");
        DatagramEndpoint client = next();
        ByteBuffer small = ByteBuffer.allocate(3);
        assertThatThrownBy(() -> client.read(small))
                .isInstanceOf(BufferLimitException.class)
                .hasMessageContaining("a datagram of 4 bytes");
        assertThat(small.position()).isZero();
        assertThat(client.read(small)).isEqualTo(3);
    }

    @Test
    void oldestShouldBeLostWhereNobodyReads() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(1)));
        send(peer, "000");
        DatagramEndpoint client = next();
        int sent = 1 + QueuedWire.MOST + 10;
        for (int i = 1; i < sent; i++) {
            send(peer, "%03d".formatted(i));
            int known = i;
            if (i % 32 == 0) {
                // So that the kernel loses none.
                await().atMost(LONG).until(() -> waiting(client) + client.datagramsLost() > known);
            }
        }
        await().atMost(LONG).until(() -> waiting(client) + client.datagramsLost() == sent);
        assertThat(client.datagramsLost()).isEqualTo(sent - QueuedWire.MOST);
        assertThat(receive(client)).isEqualTo("%03d".formatted(sent - QueuedWire.MOST));
    }

    /** How many wait, by what they cost: each of these has 3 bytes. */
    private static long waiting(DatagramEndpoint client) {
        long held = ((Holding) client).held();
        return held / (DatagramListening.OVERHEAD + 3);
    }

    @Test
    void largeDatagramsShouldBeLostBeforeTheyTakeMoreThanTheirShare() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(1)));
        for (int i = 0; i < 8; i++) {
            peer.write(ByteBuffer.allocate(DatagramEndpoint.LARGEST));
        }
        DatagramEndpoint client = next();
        await().atMost(LONG).until(() -> client.datagramsLost() > 0);
        assertThat(((Holding) client).held()).isLessThanOrEqualTo(QueuedWire.MOST_BYTES);
        assertThat(receive(client)).hasSize(DatagramEndpoint.LARGEST);
    }

    @Test
    void tooManyShouldBeKeptOutBeforeTheyHaveAnEndpoint() throws Exception {
        Gate gate = new Gate(1);
        Listening here = sockets.listen(ANY, gate);
        send(connect(here), "first");
        next();
        send(connect(here), "second");
        await().atMost(LONG).until(() -> gate.asked.get() == 2);
        assertThat(came).isEmpty();
    }

    @Test
    void closedEndpointShouldMakeWayForANewOne() throws Exception {
        Gate gate = new Gate(2);
        DatagramEndpoint peer = connect(sockets.listen(ANY, gate));
        send(peer, "first");
        DatagramEndpoint client = next();
        client.close();
        assertThatThrownBy(() -> receive(client)).isInstanceOf(EndpointClosedException.class);
        send(peer, "second");
        assertThat(receive(next())).isEqualTo("second");
    }

    @Test
    void waitingReaderShouldBeWokenByAnAbort() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(1)));
        BlockingQueue<Exception> ended = new LinkedBlockingQueue<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                receive(peer);
                            } catch (IOException e) {
                                ended.add(e);
                            }
                        });
        peer.abort();
        assertThat(ended.poll(20, TimeUnit.SECONDS)).isInstanceOf(EndpointClosedException.class);
    }

    @Test
    void limitShouldEndReadingAlone() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(1)));
        try (var limit = peer.readWithin("answer", Duration.ofMillis(20))) {
            assertThatThrownBy(() -> peer.read(ByteBuffer.allocate(9)))
                    .isInstanceOf(TimeLimitException.class)
                    .hasMessageContaining("answer");
        }
        send(peer, "still");
        assertThat(receive(next())).isEqualTo("still");
    }

    @Test
    void awaitShouldTellWithoutReading() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(1)));
        assertThat(peer.await(Duration.ofMillis(1))).isEqualTo(Readiness.TIME);
        send(peer, "");
        DatagramEndpoint client = next();
        assertThat(client.hasBuffered()).isTrue();
        assertThat(client.await(LONG)).isEqualTo(Readiness.BYTES);
        assertThat(client.datagramsReceived()).isZero();
    }

    @Test
    void serverThatIsNotThereShouldShowAsAReset() throws Exception {
        SockAddr nobody;
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = SockAddr.of("127.0.0.1", taken.getLocalPort());
        }
        DatagramEndpoint server = sockets.connect(Optional.empty(), nobody);
        send(server, "?");
        assertThatThrownBy(() -> receive(server))
                .isInstanceOf(ConnectionResetException.class)
                .hasMessageContaining(nobody + " takes no datagrams at this port");
    }

    @Test
    void boundAddressShouldBeNamedWhereItIsTaken() throws Exception {
        Listening here = sockets.listen(ANY, new Gate(0));
        SockAddr bound = here.local();
        assertThatThrownBy(() -> sockets.listen(bound, new Gate(0)))
                .hasMessage("cannot receive datagrams on " + bound + ": address already in use");
        // Its own thread lets go of an address in a moment, and nobody has to wait for that.
        for (int i = 0; i < 200; i++) {
            here.close();
            here = sockets.listen(bound, new Gate(0));
        }
        here.close();
    }

    // Answers must come from the address that was asked, also when new clients are not wanted.
    @Test
    void closedListeningShouldGoOnForItsClientsAndCanBeTakenAgain() throws Exception {
        Listening here = sockets.listen(ANY, new Gate(1));
        DatagramEndpoint peer = connect(here);
        send(peer, "first");
        DatagramEndpoint client = next();
        here.close();
        send(peer, "second");
        assertThat(receive(client)).isEqualTo("first");
        assertThat(receive(client)).isEqualTo("second");
        Listening again = sockets.listen(here.local(), new Gate(1));
        send(connect(again), "new");
        assertThat(receive(next())).isEqualTo("new");
        send(client, "answer");
        assertThat(receive(peer)).isEqualTo("answer");
    }

    @Test
    void streamsAloneShouldHaveLinesAndTls() throws Exception {
        DatagramEndpoint peer = connect(sockets.listen(ANY, new Gate(0)));
        assertThatThrownBy(() -> peer.readLine(80))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("is spoken to in datagrams");
        assertThatThrownBy(() -> peer.write(ByteBuffer.allocate(65_508)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("65508 bytes are no datagram; use at most 65507");
    }
}
