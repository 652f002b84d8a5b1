package org.stockade.testkit.skeletons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** Data connections both ways, beside the control connections. */
class FtpSkeletonTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 0);
    private static final SockAddr SERVER = SockAddr.of("198.51.100.7", 21);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryTransport network = new MemoryTransport(4096);
    private final BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
    private final LogTap log = new LogTap();
    private TestFirewall firewall;
    private Endpoint client;
    private Endpoint server;

    @BeforeEach
    void start() throws Exception {
        network.listen(SERVER, arrivals::add);
        firewall =
                new TestFirewall(
                        network,
                        Map.of("ftp", with -> FtpSkeleton::new),
                        """
                        stockade: 1
                        zones: { world: { subnets: ["0.0.0.0/0"] } }
                        listeners: { stage: { bind: ["192.0.2.1:2121"] } }
                        services:
                          ftp: { proxy: ftp, router: { direct: ["198.51.100.7:21"] } }
                        rules: [ { listener: stage, service: ftp } ]
                        """);
        client = network.dial(CLIENT, SockAddr.of("192.0.2.1", 2121));
        server = arrivals.poll(20, TimeUnit.SECONDS);
        say(server, "220 ready");
        hears(client, "220 ready");
    }

    @AfterEach
    void stop() {
        client.abort();
        server.abort();
        firewall.close();
        log.close();
    }

    @Test
    void passiveDownloadShouldPassThroughTheFirewall() throws Exception {
        Transport.Listening data = serverOffers();
        Endpoint near = passive(data);
        command("RETR file");
        Endpoint far = arrivals.poll(20, TimeUnit.SECONDS);
        say(server, "150 here it comes");
        hears(client, "150 here it comes");
        sayAll(far, "the file");
        assertThat(everythingFrom(near)).isEqualTo("the file");
        say(server, "226 done");
        hears(client, "226 done");
        data.close();
        quit();
    }

    @Test
    void activeUploadShouldPassThroughTheFirewall() throws Exception {
        SockAddr offered = SockAddr.of("192.0.2.99", 4 << 8 | 1);
        Transport.Listening data = network.listen(offered, arrivals::add);
        say(client, "PORT 192,0,2,99,4,1");
        SockAddr towards = FtpControl.hostPort(heard(server));
        assertThat(towards.port()).isBetween(50000, 50999);
        say(server, "200 fine");
        hears(client, "200 fine");
        command("STOR file");
        Endpoint far = network.dial(SERVER.withPort(20), towards);
        say(server, "150 go ahead");
        hears(client, "150 go ahead");
        Endpoint near = arrivals.poll(20, TimeUnit.SECONDS);
        sayAll(near, "my file");
        assertThat(everythingFrom(far)).isEqualTo("my file");
        say(server, "226 done");
        hears(client, "226 done");
        data.close();
        quit();
    }

    @Test
    void dataConnectionThatFailsShouldBeAReplyAndNotTheEndOfTheSession() throws Exception {
        Transport.Listening data = serverOffers();
        passive(data);
        data.close();
        command("RETR file");
        say(server, "150 here it comes");
        hears(client, "150 here it comes");
        say(server, "226 done");
        hears(client, "425 No data connection.");
        quit();
    }

    @Test
    void strangerOnTheDataPortShouldBeDroppedAndThePeerAwaitedStill() throws Exception {
        Transport.Listening data = serverOffers();
        SockAddr ours = offeredPassive(data);
        Endpoint stranger = network.dial(SockAddr.of("203.0.113.5", 0), ours);
        Endpoint near = network.dial(CLIENT, ours);
        command("RETR file");
        Endpoint far = arrivals.poll(20, TimeUnit.SECONDS);
        say(server, "150 here it comes");
        hears(client, "150 here it comes");
        sayAll(far, "the file");
        assertThat(everythingFrom(near)).isEqualTo("the file");
        assertThat(log.of("core.unexpected-peer")).hasSize(1);
        stranger.abort();
        say(server, "226 done");
        hears(client, "226 done");
        data.close();
        quit();
    }

    @Test
    void authTlsWithoutAPolicyShouldBeRefusedHere() throws Exception {
        say(client, "AUTH TLS");
        hears(client, "534 Not here.");
        quit();
    }

    private Transport.Listening serverOffers() throws IOException {
        return network.listen(SockAddr.of("198.51.100.7", 5 << 8 | 2), arrivals::add);
    }

    private Endpoint passive(Transport.Listening data) throws IOException {
        return network.dial(CLIENT, offeredPassive(data));
    }

    private SockAddr offeredPassive(Transport.Listening data) throws IOException {
        command("PASV");
        say(server, "227 Entering (" + FtpControl.text(data.local()) + ")");
        SockAddr ours = FtpControl.hostPort(heard(client));
        assertThat(ours.ip()).isEqualTo("192.0.2.1");
        return ours;
    }

    private void quit() throws IOException {
        command("QUIT");
        say(server, "221 bye");
        hears(client, "221 bye");
        client.endOutput();
        assertThat(heard(client)).isEqualTo("<END>");
        assertThat(heard(server)).isEqualTo("<END>");
    }

    private void command(String line) throws IOException {
        say(client, line);
        hears(server, line);
    }

    private static void say(Endpoint to, String line) throws IOException {
        to.writeLine(line);
        to.flush();
    }

    private static void sayAll(Endpoint to, String text) throws IOException {
        to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        to.endOutput();
    }

    private static void hears(Endpoint peer, String line) throws IOException {
        assertThat(heard(peer)).isEqualTo(line);
    }

    private static String heard(Endpoint peer) throws IOException {
        try (Deadline limit = peer.readWithin("line", PATIENCE)) {
            String line = peer.readLine(512);
            return line == null ? "<END>" : line;
        }
    }

    private static String everythingFrom(Endpoint peer) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Deadline limit = peer.readWithin("file", PATIENCE)) {
            while (peer.fill()) {
                all.append(StandardCharsets.ISO_8859_1.decode(peer.unread()));
                peer.consume(peer.unread().remaining());
            }
        }
        return all.toString();
    }
}
