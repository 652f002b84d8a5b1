package org.stockade.itests.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * A server that reads a request head, says what it was told to say, and then ends in a given way.
 */
final class FaultyServer implements AutoCloseable {
    /** What it does when it has said its part. */
    enum Then {
        CLOSE,
        RESET,
        STALL
    }

    private final ServerSocket listening;
    private final String says;
    private final Then then;
    private final boolean readsFirst;
    private final CountDownLatch over = new CountDownLatch(1);

    /** Whether it waits for the end of a request head before it speaks. */
    FaultyServer(boolean readsFirst, String says, Then then) throws IOException {
        this.readsFirst = readsFirst;
        this.says = says;
        this.then = then;
        listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (readsFirst) {
                readHead(socket);
            }
            socket.getOutputStream().write(says.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            switch (then) {
                case CLOSE -> {}
                case RESET -> socket.setSoLinger(true, 0);
                case STALL -> over.await();
            }
        } catch (IOException | InterruptedException gone) {
            // The firewall has ended it: that is looked at on its side.
            return;
        }
    }

    private static void readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                return;
            }
            head.append((char) octet);
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        listening.close();
    }
}
