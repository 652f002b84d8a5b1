package org.stockade.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that have asked once and now keep their connections, saying nothing. */
final class IdleClients implements AutoCloseable {
    private static final int PATIENCE = (int) TimeUnit.SECONDS.toMillis(10);

    private final List<Socket> sockets = new ArrayList<>();

    /** Connects them one after the other; each has had its answer when this returns. */
    IdleClients(Server server, int count) throws IOException {
        byte[] buffer = new byte[8192];
        byte[] request = Request.get(Body.ONE_KIB, true);
        try {
            for (int i = 0; i < count; i++) {
                List<String> addresses = server.addresses();
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setSoTimeout(PATIENCE);
                socket.connect(
                        new InetSocketAddress(addresses.get(i % addresses.size()), server.port()),
                        PATIENCE);
                socket.getOutputStream().write(request);
                awaitAnswer(socket, buffer);
            }
        } catch (IOException failed) {
            close();
            throw new IOException(
                    "idle client %d of %d: %s".formatted(sockets.size(), count, failed), failed);
        }
    }

    private static void awaitAnswer(Socket socket, byte[] buffer) throws IOException {
        ResponseReader reader = new ResponseReader();
        int count;
        do {
            count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new IOException("closed before its answer was complete");
            }
        } while (!reader.take(ByteBuffer.wrap(buffer, 0, count)));
    }

    /** How many there are. */
    int count() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
