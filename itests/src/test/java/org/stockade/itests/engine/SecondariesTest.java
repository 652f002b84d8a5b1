package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.Proxy;
import org.stockade.session.AccessDeniedException;
import org.stockade.session.Expected;
import org.stockade.session.LimitException;
import org.stockade.session.Side;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/** Secondary connections and datagrams of one session, core.md section 24. */
class SecondariesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final PortRange ANY_PORT = new PortRange(1024, 65535);

    private static final String POLICY =
            """
            stockade: 1
            zones:
              here: { subnets: ["127.0.0.0/8"] }
              there: { subnets: ["192.0.2.0/24"] }
            listeners:
              control: { bind: ["127.0.0.1:0"] }
            services:
              media: { proxy: it, router: inband, to-zones: [here] }
            rules:
              - { listener: control, service: media }
            """;

    /** A firewall whose only proxy this is, and a client that has connected. */
    private static final class Control implements AutoCloseable {
        private final LogTap log = new LogTap();
        private final Transport transport;
        private final TestFirewall firewall;
        private final Socket client = new Socket();

        Control(Proxy it) throws IOException {
            transport = Moving.PORTABLE.open();
            firewall = new TestFirewall(transport, Map.of("it", with -> () -> it), POLICY);
            client.connect(firewall.address("control").toSocket());
        }

        SessionNode proxyNode() {
            SessionNode session = firewall.firewall().sessions().getFirst();
            return firewall.firewall().session(session.id()).orElseThrow().children().getFirst();
        }

        String record() {
            Datagrams.until(() -> log.of("core.summary").size() == 1);
            return log.of("core.summary").getFirst();
        }

        @Override
        public void close() throws IOException {
            client.close();
            firewall.close();
            transport.close();
            log.close();
        }
    }

    private static <T> T next(BlockingQueue<T> from) throws InterruptedException {
        return Objects.requireNonNull(from.poll(20, TimeUnit.SECONDS), "nothing came");
    }

    private static DatagramSocket socket(String address) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
        socket.setSoTimeout((int) LONG.toMillis());
        return socket;
    }

    private static void send(DatagramSocket from, SockAddr to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        from.send(new DatagramPacket(bytes, bytes.length, to.toSocket()));
    }

    private static String receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void expectedDatagramsShouldBeTakenFromTheirPeerAlone() throws Exception {
        BlockingQueue<SockAddr> listens = new LinkedBlockingQueue<>();
        Proxy media =
                session -> {
                    SockAddr client = session.clientAddress().orElseThrow().withPort(0);
                    try (Expected expected =
                            session.expect(TransportProtocol.UDP, Side.CLIENT, ANY_PORT, client)) {
                        listens.add(expected.address());
                        var stream = (DatagramEndpoint) expected.accept(LONG);
                        // One whole datagram each way, and so long as the session lives.
                        stream.transferTo(stream, Long.MAX_VALUE);
                    }
                };
        try (Control control = new Control(media);
                DatagramSocket stranger = socket("127.0.0.2");
                DatagramSocket peer = socket("127.0.0.1");
                DatagramSocket late = socket("127.0.0.1")) {
            SockAddr at = next(listens);
            send(stranger, at, "let me in");
            Datagrams.until(() -> control.log.of("core.unexpected-peer").size() == 1);
            send(peer, at, "sound");
            assertThat(receive(peer)).isEqualTo("sound");
            // The first one that came is the peer.
            send(late, at, "me too");
            send(peer, at, "more");
            assertThat(receive(peer)).isEqualTo("more");
            assertThat(control.proxyNode().children())
                    .singleElement()
                    .satisfies(
                            node -> {
                                assertThat(node.id()).endsWith("/it/secondary#1)");
                                assertThat(node.client())
                                        .isEqualTo("127.0.0.1:" + peer.getLocalPort());
                                assertThat(node.received()).isEqualTo(9);
                            });
            control.firewall.firewall().kill(control.proxyNode().id());
            assertThat(control.record())
                    .contains("client_proto='TCP'", "secondaries='1'", "server_received='9'");
            stranger.setSoTimeout(50);
            assertThatThrownBy(() -> receive(stranger)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void secondaryDatagramsShouldGoWhereTheServiceMayGo() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (DatagramSocket server = socket("127.0.0.1")) {
            SockAddr there = SockAddr.of("127.0.0.1", server.getLocalPort());
            Proxy media =
                    session -> {
                        try {
                            session.connectSecondary(
                                    TransportProtocol.UDP,
                                    Side.SERVER,
                                    Optional.empty(),
                                    SockAddr.of("192.0.2.1", 5004));
                        } catch (AccessDeniedException refused) {
                            told.add(String.valueOf(refused.getMessage()));
                        }
                        try {
                            session.connectSecondary(
                                    TransportProtocol.UDP,
                                    Side.CLIENT,
                                    Optional.empty(),
                                    SockAddr.of("127.0.0.3", 5004));
                        } catch (AccessDeniedException refused) {
                            told.add(String.valueOf(refused.getMessage()));
                        }
                        Endpoint stream =
                                session.connectSecondary(
                                        TransportProtocol.UDP,
                                        Side.SERVER,
                                        Optional.empty(),
                                        there);
                        stream.write(ByteBuffer.wrap(new byte[] {'h', 'i'}));
                        session.clientStream().fill();
                    };
            try (Control control = new Control(media)) {
                assertThat(next(told)).contains("zone \"there\"", "permits [here]");
                assertThat(next(told)).contains("goes to its own address only");
                assertThat(receive(server)).isEqualTo("hi");
            }
        }
    }

    @Test
    void secondariesShouldHaveALimit() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Proxy greedy =
                session -> {
                    List<Expected> all = new ArrayList<>();
                    try {
                        while (all.size() < 100) {
                            all.add(
                                    session.expect(
                                            TransportProtocol.UDP,
                                            Side.CLIENT,
                                            ANY_PORT,
                                            session.clientAddress().orElseThrow()));
                        }
                    } catch (LimitException full) {
                        told.add(all.size() + ": " + full.getMessage());
                    }
                };
        try (Control control = new Control(greedy)) {
            assertThat(next(told))
                    .isEqualTo("11: the session has 10 secondary connections, its limit");
            // What nobody came to is in no record.
            assertThat(control.record()).doesNotContain("secondaries");
        }
    }
}
