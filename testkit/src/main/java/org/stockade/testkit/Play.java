package org.stockade.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.ProxyFactory;

/**
 * A scripted pair of peers around one proxy on the real engine, in memory.
 *
 * <p>A script has a line a step. {@code C>} and {@code S>} is what client and server send, {@code
 * C<} and {@code S<} what they must receive; each with CRLF behind it, or without where it ends in
 * a single backslash. The escapes {@code \0}, {@code \r}, {@code \n}, {@code \t}, {@code \\} and
 * {@code \xHH} stand for octets. {@code C> <END>} half-closes, {@code C< <END>} expects the peer's
 * end, {@code C> <RESET>} and {@code C< <RESET>} likewise. {@code S! refuse} lets no server listen;
 * {@code S* 2} from here on speaks of the second server connection.
 */
public final class Play {
    /** Address of the play's listener. */
    public static final SockAddr FIREWALL = SockAddr.of("192.0.2.1", 3128);

    /** Address of the play's server, in zone {@code world}. */
    public static final SockAddr SERVER = SockAddr.of("198.51.100.7", 80);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProxyFactory proxy;
    private final int bytesPerRead;
    private final Map<String, ProxyFactory> others = new HashMap<>();
    private String with = "{}";
    private String router = "{ direct: [\"" + SERVER + "\"] }";
    private String limits = "{}";

    private Play(ProxyFactory proxy, int bytesPerRead) {
        this.proxy = proxy;
        this.bytesPerRead = bytesPerRead;
    }

    /** A play around the proxies of a factory, whose reads give at most so many bytes each. */
    public static Play with(ProxyFactory proxy, int bytesPerRead) {
        return new Play(proxy, bytesPerRead);
    }

    /**
     * The {@code with:} of its service, in flow style: <code>{ requests: { GET: accept } }</code>.
     */
    public Play settings(String yaml) {
        with = yaml;
        return this;
    }

    /** The {@code router:} of its service; else direct to {@link #SERVER}. */
    public Play router(String yaml) {
        router = yaml;
        return this;
    }

    /** The {@code time-limits:} of its service, in flow style. */
    public Play timeLimits(String yaml) {
        limits = yaml;
        return this;
    }

    /** A further proxy that settings may name. */
    public Play also(String name, ProxyFactory factory) {
        others.put(name, factory);
        return this;
    }

    private String policy() {
        return """
                stockade: 1
                zones:
                  world: { subnets: ["0.0.0.0/0", "::/0"] }
                listeners:
                  stage: { bind: ["%s"] }
                services:
                  play: { proxy: played, with: %s, router: %s, time-limits: %s }
                rules:
                  - { listener: stage, service: play }
                """
                .formatted(FIREWALL, with, router, limits);
    }

    /** Plays the script; returns the log of the play. */
    public LogTap follows(String script) throws IOException {
        MemoryTransport network = new MemoryTransport(bytesPerRead);
        Map<String, ProxyFactory> proxies = new HashMap<>(others);
        proxies.put("played", proxy);
        BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
        LogTap log = new LogTap();
        boolean refuses = script.lines().anyMatch(line -> line.strip().equals("S! refuse"));
        var server = refuses ? null : network.listen(SERVER, arrivals::add);
        try (TestFirewall firewall = new TestFirewall(network, proxies, policy());
                Stage stage =
                        new Stage(network.dial(SockAddr.of("192.0.2.99", 0), FIREWALL), arrivals)) {
            int number = 0;
            for (String line : script.lines().toList()) {
                number++;
                if (!line.isBlank() && !line.strip().equals("S! refuse")) {
                    stage.step(number, line.strip());
                }
            }
        } finally {
            if (server != null) {
                server.close();
            }
            log.close();
        }
        return log;
    }

    /** The two peers while the play goes on. */
    private static final class Stage implements AutoCloseable {
        private final Endpoint client;
        private final BlockingQueue<Endpoint> arrivals;
        private final Map<Integer, Endpoint> servers = new HashMap<>();
        private int serverNumber = 1;

        Stage(Endpoint client, BlockingQueue<Endpoint> arrivals) {
            this.client = client;
            this.arrivals = arrivals;
        }

        void step(int number, String line) throws IOException {
            String what = line.length() > 3 ? line.substring(3) : "";
            try {
                switch (line.substring(0, 2)) {
                    case "C>" -> send(client, what);
                    case "S>" -> send(server(), what);
                    case "C<" -> expect(client, what);
                    case "S<" -> expect(server(), what);
                    case "S*" -> serverNumber = Integer.parseInt(what.strip());
                    default -> throw new IllegalArgumentException("no step of a play: " + line);
                }
            } catch (IOException | AssertionError failed) {
                throw new AssertionError(
                        "line " + number + ", " + line + ": " + failed.getMessage(), failed);
            }
        }

        private Endpoint server() throws IOException {
            while (!servers.containsKey(serverNumber)) {
                try {
                    Endpoint next = arrivals.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    if (next == null) {
                        throw new IOException("no connection has come to the server");
                    }
                    servers.put(servers.size() + 1, next);
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
            }
            return servers.get(serverNumber);
        }

        private static void send(Endpoint peer, String what) throws IOException {
            switch (what) {
                case "<END>" -> peer.endOutput();
                case "<RESET>" -> peer.abort();
                default -> {
                    peer.write(octets(what));
                    peer.flush();
                }
            }
        }

        private static void expect(Endpoint peer, String what) throws IOException {
            try (var limit = peer.readWithin("step of the play", PATIENCE)) {
                switch (what) {
                    case "<END>" -> {
                        if (peer.fill()) {
                            throw new AssertionError(
                                    "expected the end, got \"" + printed(peer.unread()) + "\"");
                        }
                    }
                    case "<RESET>" -> expectReset(peer);
                    default -> expectOctets(peer, octets(what));
                }
            }
        }

        private static void expectReset(Endpoint peer) throws IOException {
            try {
                boolean more = peer.fill();
                throw new AssertionError(
                        "expected a reset, got "
                                + (more ? "\"" + printed(peer.unread()) + "\"" : "the end"));
            } catch (ConnectionResetException | EndpointClosedException reset) {
                return;
            }
        }

        private static void expectOctets(Endpoint peer, ByteBuffer expected) throws IOException {
            ByteBuffer got = ByteBuffer.allocate(expected.remaining());
            while (got.hasRemaining()) {
                if (peer.read(got) < 0) {
                    throw new AssertionError(
                            "expected \""
                                    + printed(expected)
                                    + "\", got \""
                                    + printed(got.flip())
                                    + "\" and the end");
                }
            }
            if (!got.flip().equals(expected)) {
                String behind = peer.hasBuffered() ? printed(peer.unread()) : "";
                throw new AssertionError(
                        "expected \""
                                + printed(expected)
                                + "\", got \""
                                + printed(got)
                                + behind
                                + "\"");
            }
        }

        @Override
        public void close() {
            client.abort();
            servers.values().forEach(Endpoint::abort);
        }
    }

    private static String printed(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1
                .decode(bytes.duplicate())
                .toString()
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    /** The octets of a line of the script. */
    private static ByteBuffer octets(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        boolean line = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (i + 1 == text.length()) {
                line = false;
                break;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case '0' -> out.append('\0');
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("no escape of a play: \\" + kind);
            }
        }
        if (line) {
            out.append("\r\n");
        }
        return StandardCharsets.ISO_8859_1.encode(out.toString());
    }
}
