package org.stockade.itests.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;

/**
 * Serves the pattern. Over HTTP: {@code GET /LENGTH} and {@code PUT /}. Plain: the line {@code GET
 * LENGTH} is answered by so many bytes, {@code PUT LENGTH} and so many bytes by {@code ok}.
 */
public final class PatternServer implements AutoCloseable {
    private static final java.util.regex.Pattern NUMBER = java.util.regex.Pattern.compile("\\d+");

    private final ServerSocket listening;
    private final AtomicInteger connections = new AtomicInteger();

    /** On a free port of loopback. */
    public PatternServer() throws IOException {
        listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    serve(socket);
                                    connections.decrementAndGet();
                                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            OutputStream out = socket.getOutputStream();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                boolean http = line.contains(" HTTP/1.");
                long length = http ? -1 : number(line);
                if (http) {
                    length = line.startsWith("GET") ? number(line) : -1;
                    for (String field = line(in); !field.isEmpty(); field = line(in)) {
                        if (field.toLowerCase(java.util.Locale.ROOT)
                                .startsWith("content-length:")) {
                            length = number(field);
                        }
                    }
                }
                answer(line, http, length, in, out);
            }
        } catch (IOException gone) {
            // The peer has what it came for, or the test fails there.
            return;
        }
    }

    private static void answer(
            String line, boolean http, long length, InputStream in, OutputStream out)
            throws IOException {
        boolean get = line.startsWith("GET");
        if (!get) {
            Pattern.check(in, length);
        }
        if (http) {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + (get ? length : 2) + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (get) {
            Pattern.write(out, length);
        } else {
            out.write("ok".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    private static long number(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? Long.parseLong(number.group()) : 0;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
