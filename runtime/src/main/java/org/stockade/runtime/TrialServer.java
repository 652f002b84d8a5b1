package org.stockade.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers every HTTP request without a body with 1 KiB, on a free port of loopback. */
final class TrialServer implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final int LONGEST_WAIT_MILLIS = 10_000;
    private static final byte[] ANSWER =
            ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\n\r\n"
                            + "x".repeat(1024))
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;

    private TrialServer(ServerSocket listening) {
        this.listening = listening;
    }

    static TrialServer start() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        TrialServer server = new TrialServer(new ServerSocket(0, BACKLOG, loopback));
        Thread.ofPlatform().daemon().name("trial-server").start(server::acceptAll);
        return server;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                client.setTcpNoDelay(true);
                client.setSoTimeout(LONGEST_WAIT_MILLIS);
                Thread.ofPlatform().daemon().name("trial-answers").start(() -> answer(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        client.getInputStream(), StandardCharsets.US_ASCII))) {
            @Nullable String line = in.readLine();
            while (line != null) {
                if (line.isEmpty()) {
                    client.getOutputStream().write(ANSWER);
                }
                line = in.readLine();
            }
        } catch (IOException gone) {
            // The client tells whether it got what it wanted.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
