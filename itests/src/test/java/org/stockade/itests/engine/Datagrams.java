package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.stockade.access.Firewall;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.plain.internal.PlainProxyFactory;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/**
 * A firewall whose listener {@code dns} takes datagrams on the loopback interface, and a server
 * behind it that sends each datagram back.
 */
final class Datagrams implements AutoCloseable {
    /** The usual policy: the service goes to the server. */
    static final String POLICY =
            """
            stockade: 1
            zones:
              world: { subnets: ["0.0.0.0/0", "::/0"] }
            listeners:
              dns: { bind: ["udp:127.0.0.1:0"] }
            services:
              relay: { proxy: plain, router: { direct: ["SERVER"] } }
            rules:
              - { listener: dns, protocol: udp, service: relay }
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final LogTap log = new LogTap();
    final BlockingQueue<Integer> served = new LinkedBlockingQueue<>();
    final DatagramSocket server;
    private final Thread echoing;
    private final TestFirewall firewall;
    private final String serverAddress;

    Datagrams(Transport transport, String policy) throws IOException {
        this(transport, Map.of("plain", new PlainProxyFactory()), policy);
    }

    Datagrams(Transport transport, Map<String, ProxyFactory> proxies, String policy)
            throws IOException {
        server = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        serverAddress = "127.0.0.1:" + server.getLocalPort();
        echoing = Thread.ofPlatform().daemon().start(this::echo);
        firewall = new TestFirewall(transport, proxies, written(policy));
    }

    private String written(String policy) {
        return policy.replace("SERVER", serverAddress);
    }

    private void echo() {
        byte[] room = new byte[65_536];
        while (!server.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(room, room.length);
                server.receive(packet);
                served.add(packet.getPort());
                server.send(packet);
            } catch (IOException closed) {
                continue;
            }
        }
    }

    /** Nobody takes datagrams at the server's port when this returns. */
    void stopServer() throws InterruptedException {
        server.close();
        // As long as it waits there the port is open.
        echoing.join(PATIENCE);
    }

    Firewall firewall() {
        return firewall.firewall();
    }

    void exchange(Map<String, ProxyFactory> proxies) {
        firewall.exchange(proxies);
    }

    void load(String policy) {
        assertThat(firewall().load("new.yaml", written(policy)).errors()).isEmpty();
    }

    SockAddr address() {
        return firewall.address("dns");
    }

    /** A client with a port of its own. */
    Client client() throws SocketException {
        return new Client(address());
    }

    /** One that speaks to the listener and hears it alone. */
    static final class Client implements AutoCloseable {
        // Not connected: the JDK sends nothing empty on a connected socket.
        final DatagramSocket socket;
        private final SockAddr to;

        Client(SockAddr to) throws SocketException {
            socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            this.to = to;
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }

        void send(byte[] datagram) throws IOException {
            socket.send(new DatagramPacket(datagram, datagram.length, to.toSocket()));
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        byte[] receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            socket.receive(packet);
            assertThat(packet.getSocketAddress()).isEqualTo(to.toSocket());
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        /** What comes back, whole. */
        String ask(String text) throws IOException {
            send(text);
            return new String(receive(), StandardCharsets.ISO_8859_1);
        }

        /** Whether nothing comes for a moment. */
        boolean hearsNothing() throws IOException {
            socket.setSoTimeout(200);
            try {
                receive();
                return false;
            } catch (SocketTimeoutException silence) {
                return true;
            } finally {
                socket.setSoTimeout((int) PATIENCE.toMillis());
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Sends one datagram to an address from a socket of its own. */
    static void sendFromElsewhere(SockAddr to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            stranger.send(new DatagramPacket(bytes, bytes.length, to.toSocket()));
        }
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    /** Ends every session, and tells the records. */
    List<String> records(int count) {
        firewall().sessions().forEach(each -> firewall().kill(each.id()));
        return recordsOfEnded(count);
    }

    /** So many records, when nothing of their sessions is left. */
    List<String> recordsOfEnded(int count) {
        until(() -> log.of("core.summary").size() >= count);
        until(() -> firewall().sessions().isEmpty());
        until(() -> firewall().listeners().stream().allMatch(each -> each.open() == 0));
        until(() -> firewall().services().stream().allMatch(each -> each.sessions() == 0));
        assertThat(log.of("core.summary")).as("one record a pair").hasSize(count);
        return log.of("core.summary");
    }

    @Override
    public void close() {
        firewall.close();
        server.close();
        log.close();
    }
}
