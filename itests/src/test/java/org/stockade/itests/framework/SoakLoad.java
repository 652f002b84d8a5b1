package org.stockade.itests.framework;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.stockade.itests.peers.Pattern;

/**
 * Requests to a listener at a steady rate, whatever becomes of them, while something else is done:
 * each on a connection of its own, except for every twentieth, which stays for fifty of them.
 */
final class SoakLoad {
    private static final int BODY = 3000;
    private static final int STAYING = 50;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private final int port;
    private final Duration pause;

    /**
     * No request yet.
     *
     * @param pause between the starts of two connections, and between two requests on one
     */
    SoakLoad(int port, Duration pause) {
        this.port = port;
        this.pause = pause;
    }

    /** What is done under the load. */
    interface Work {
        void run() throws Exception;
    }

    /** Does it; returns when the last request is answered. */
    void during(Work work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> load(over));
        try {
            work.run();
        } finally {
            over.set(true);
            load.join();
        }
    }

    Queue<String> failures() {
        return failures;
    }

    int served() {
        return served.get();
    }

    private void load(AtomicBoolean over) {
        List<Thread> requests = new ArrayList<>();
        long next = System.nanoTime();
        for (int i = 0; !over.get(); i++) {
            int count = i % 20 == 0 ? STAYING : 1;
            requests.removeIf(request -> !request.isAlive());
            requests.add(Thread.ofVirtual().start(() -> session(count)));
            next += pause.toNanos();
            LockSupport.parkNanos(next - System.nanoTime());
        }
        for (Thread request : requests) {
            try {
                request.join();
            } catch (InterruptedException hurried) {
                failures.add("interrupted");
            }
        }
    }

    private void session(int requests) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            for (int i = 0; i < requests; i++) {
                String request = "GET /" + BODY + " HTTP/1.1\r\nHost: a\r\n\r\n";
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                if (!line(in).equals("HTTP/1.1 200 OK")) {
                    throw new IOException("not 200");
                }
                while (!line(in).isEmpty()) {
                    continue;
                }
                Pattern.check(in, BODY);
                served.incrementAndGet();
                if (requests > 1) {
                    LockSupport.parkNanos(pause.toNanos());
                }
            }
        } catch (IOException failed) {
            failures.add(failed.toString());
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the stream ends in a head");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
