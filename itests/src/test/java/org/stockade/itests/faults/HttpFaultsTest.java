package org.stockade.itests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.itests.faults.FaultyServer.Then;
import org.stockade.itests.peers.Places;
import org.stockade.itests.transport.Moving;
import org.stockade.proxy.http.internal.HttpProxyFactory;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.TestFirewall;

/**
 * Whatever a peer does at whatever point: the right status or close, one record, and no session
 * left.
 */
@ParameterizedClass
@EnumSource
class HttpFaultsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Parameter Moving moving;
    private final LogTap log = new LogTap();
    private TestFirewall firewall;

    @BeforeEach
    void noFirewallYet() {
        firewall = null;
    }

    @AfterEach
    void stop() {
        if (firewall != null) {
            firewall.close();
        }
        log.close();
    }

    private void serve(int port) throws IOException {
        firewall =
                new TestFirewall(
                        moving.open(),
                        Map.of("http", new HttpProxyFactory()),
                        """
                        stockade: 1
                        listeners: { web: { bind: ["127.0.0.1:0"] } }
                        services:
                          web-in:
                            proxy: http
                            router: { direct: ["127.0.0.1:%d"] }
                            with: { requests: { GET: accept, POST: accept } }
                            time-limits: { head: 400ms, response: 400ms, idle: 1500ms, connect: 2s }
                        rules: [{ listener: web, service: web-in }]
                        """
                                .formatted(port));
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), firewall.address("web").port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that comes; a reset is shown as {@code <RESET>}. */
    private static String everything(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                all.append((char) octet);
            }
        } catch (SocketException reset) {
            all.append("<RESET>");
        }
        return all.toString();
    }

    private String record() {
        await().until(() -> firewall.firewall().sessions().isEmpty());
        await().until(() -> !log.of("core.summary").isEmpty());
        List<String> records = log.of("core.summary");
        assertThat(records).as("one record a connection").hasSize(1);
        return records.getFirst();
    }

    @Test
    void refusedConnectionShouldBeABadGateway() throws IOException {
        serve(Places.freePort());
        try (Socket client = connect()) {
            send(client, GET);
            assertThat(everything(client)).startsWith("HTTP/1.1 502 ");
        }
        assertThat(record())
                .contains("verdict='DENIED_BY_CONNECTION_FAIL'")
                .contains("refused the connection");
    }

    @ParameterizedTest
    @CsvSource({
        "'', CLOSE, 502",
        "'', RESET, 502",
        "'', STALL, 504",
        "'HTTP/1.1 200 O', CLOSE, 502",
        "'HTTP/1.1 200 O', RESET, 502",
        "'HTTP/1.1 200 O', STALL, 504",
        "'HTTP/1.1 200 OK\r\nContent-Le', CLOSE, 502",
        "'HTTP/1.1 200 OK\r\nContent-Le', RESET, 502",
        "'HTTP/1.1 200 OK\r\nContent-Le', STALL, 504",
    })
    void serverThatFailsBeforeItsHeadIsCompleteShouldBeReportedByAPage(
            String says, Then then, String status) throws IOException {
        try (FaultyServer server = new FaultyServer(true, says, then)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, GET);
                assertThat(everything(client))
                        .startsWith("HTTP/1.1 " + status + " ")
                        .contains("</html>");
            }
            assertThat(record()).contains("verdict='ACCEPTED'");
        }
    }

    @ParameterizedTest
    @CsvSource({"CLOSE", "RESET", "STALL"})
    void serverThatFailsInItsBodyShouldLeaveNoAnswerThatLooksComplete(Then then)
            throws IOException {
        try (FaultyServer server = new FaultyServer(true, HEAD + "half", then)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, GET);
                assertThat(everything(client))
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .endsWith("<RESET>");
            }
            assertThat(record()).contains("verdict='ACCEPTED'").doesNotContain("info=''");
        }
    }

    @ParameterizedTest
    @CsvSource({"CLOSE", "RESET", "STALL"})
    void serverThatFailsInAChunkShouldLeaveNoLastChunk(Then then) throws IOException {
        try (FaultyServer server = new FaultyServer(true, CHUNKED + "4\r\nhalf\r\n4\r\nha", then)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, GET);
                assertThat(everything(client))
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .doesNotContain("0\r\n\r\n")
                        .endsWith("<RESET>");
            }
            assertThat(record()).contains("verdict='ACCEPTED'").doesNotContain("info=''");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', CLOSE",
        "'', RESET",
        "'GET / HT', CLOSE",
        "'GET / HT', RESET",
        "'GET / HTTP/1.1\r\nHost: a\r\n', CLOSE",
        "'GET / HTTP/1.1\r\nHost: a\r\n', RESET",
        "'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf', CLOSE",
        "'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf', RESET",
        "'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha', CLOSE",
        "'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha', RESET",
    })
    void clientThatGoesAtAnyPointShouldLeaveNothingBehind(String says, Then then)
            throws IOException {
        try (FaultyServer server = new FaultyServer(false, "", Then.STALL)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, says);
                if (then == Then.RESET) {
                    client.setSoLinger(true, 0);
                }
            }
            assertThat(record()).contains("verdict='ACCEPTED'");
        }
    }

    @ParameterizedTest
    @CsvSource({"'GET / HT'", "'GET / HTTP/1.1\r\nHost: a\r\n'"})
    void clientThatStallsInItsHeadShouldBeToldByRequestTimeout(String says) throws IOException {
        try (FaultyServer server = new FaultyServer(false, "", Then.STALL)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, says);
                assertThat(everything(client)).startsWith("HTTP/1.1 408 ");
            }
            assertThat(record()).contains("verdict='ACCEPTED'");
        }
    }

    @Test
    void clientThatStallsInItsBodyShouldNotHoldTheSessionForEver() throws IOException {
        try (FaultyServer server = new FaultyServer(false, "", Then.STALL)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
                assertThat(everything(client)).doesNotContain(" 200 ");
            }
            assertThat(record()).contains("verdict='ACCEPTED'");
        }
    }

    @Test
    void clientThatNeverReadsShouldEndWithTheIdleLimit() throws IOException {
        String big = "x".repeat(32 << 20);
        try (FaultyServer server =
                new FaultyServer(
                        true,
                        "HTTP/1.1 200 OK\r\nContent-Length: " + big.length() + "\r\n\r\n" + big,
                        Then.CLOSE)) {
            serve(server.port());
            try (Socket client = connect()) {
                send(client, GET);
                assertThat(record()).contains("verdict='ACCEPTED'").contains("idle for 1500 ms");
            }
        }
    }
}
