package org.stockade.runtime;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends requests over kept-alive connections and reads 1 KiB answers.
 *
 * @param host of the field of that name; a target with an authority wants the same
 * @param target what the request line names
 * @param longest how long one port is asked
 */
record TrialClient(String host, String target, Duration longest) {
    private static final int CONNECTIONS = 50;
    private static final int REQUESTS_EACH = 200;
    private static final int LONGEST_WAIT_MILLIS = 10_000;
    private static final int LONGEST_HEAD = 4096;

    /**
     * Asks until the time is over or 10,000 answers have come.
     *
     * @throws IOException if an answer is missing or none of ours
     */
    void ask(int port) throws IOException {
        long end = System.nanoTime() + longest.toNanos();
        for (int i = 0; i < CONNECTIONS && System.nanoTime() < end; i++) {
            connectAndAsk(port, end);
        }
    }

    private void connectAndAsk(int port, long end) throws IOException {
        byte[] request =
                ("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (Socket server = new Socket(loopback, port)) {
            server.setTcpNoDelay(true);
            server.setSoTimeout(LONGEST_WAIT_MILLIS);
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(server.getInputStream()));
            for (int i = 0; i < REQUESTS_EACH && System.nanoTime() < end; i++) {
                server.getOutputStream().write(request);
                readAnswer(in);
            }
        }
    }

    /** The head up to its empty line, then 1 KiB. */
    private static void readAnswer(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            head.append((char) in.readUnsignedByte());
            if (head.length() > LONGEST_HEAD) {
                throw new IOException("the head of an answer is over " + LONGEST_HEAD + " bytes");
            }
        }
        if (!head.toString().startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answered: " + head.toString().lines().findFirst().orElse(""));
        }
        in.skipNBytes(1024);
    }
}
