package org.stockade.engine.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.route.Probe;

/** Makes one health check, on the thread that calls it, which waits. */
final class Prober {
    /** A status line is far shorter. */
    private static final int LONGEST_LINE = 1024;

    /** Whether a server speaks TLS is asked, not who it is: no data follow. */
    private static final SSLContext ANYBODY = anybody();

    private Prober() {}

    /**
     * Asks a server.
     *
     * @throws IOException if it does not work; the message says how
     */
    static void ask(Probe probe, SockAddr server) throws IOException {
        long end = System.nanoTime() + probe.timeout().toNanos();
        try (Socket socket = new Socket()) {
            InetSocketAddress to = server.toSocket();
            socket.connect(to, millisLeft(end));
            switch (probe.kind()) {
                case TCP -> {}
                case HTTP -> http(probe, server, socket, end);
                case TLS -> tls(probe, socket, end);
            }
        }
    }

    private static void http(Probe probe, SockAddr server, Socket socket, long end)
            throws IOException {
        String request =
                "GET "
                        + probe.path()
                        + " HTTP/1.1\r\nHost: "
                        + (probe.host().isEmpty() ? server.toString() : probe.host())
                        + "\r\nConnection: close\r\nUser-Agent: stockade-check\r\n\r\n";
        socket.setSoTimeout(millisLeft(end));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String line = line(socket, end);
        if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new IOException("its answer is not HTTP/1.1");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        if (!probe.status().contains(status)) {
            throw new IOException("it answers " + status + ", not " + probe.status());
        }
    }

    private static String line(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            socket.setSoTimeout(millisLeft(end));
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("it ends the connection without an answer");
            }
            if (octet == '\n') {
                return line.toString().strip();
            }
            line.append((char) octet);
        }
        throw new IOException("its status line is over " + LONGEST_LINE + " bytes");
    }

    private static void tls(Probe probe, Socket socket, long end) throws IOException {
        socket.setSoTimeout(millisLeft(end));
        try (SSLSocket secured =
                (SSLSocket)
                        ANYBODY.getSocketFactory()
                                .createSocket(
                                        socket,
                                        socket.getInetAddress().getHostAddress(),
                                        socket.getPort(),
                                        false)) {
            if (!probe.host().isEmpty()) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(probe.host())));
                secured.setSSLParameters(parameters);
            }
            secured.startHandshake();
        }
    }

    private static int millisLeft(long end) throws SocketTimeoutException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) left;
    }

    private static SSLContext anybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnybody()}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class TrustAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
