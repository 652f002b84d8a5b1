package org.stockade.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;

/** Ports on loopback. */
final class Ports {
    private Ports() {}

    /** One that nobody listens on now. */
    static int free() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    static boolean listens(int port) {
        try (SocketChannel probe = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            return probe.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }
}
