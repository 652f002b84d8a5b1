package org.stockade.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.stockade.bench.Sample.Report;

/**
 * Requests at a constant rate, whether answers come or not. A request's latency runs from the
 * moment it was due, also when every connection was busy then: a server that stalls is charged for
 * all that would have come meanwhile.
 */
final class OpenLoop implements AutoCloseable {
    private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

    private final Selector selector;
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    private final Histogram latencies = new Histogram();
    private long countedFrom;
    private long answered;
    private long failures;

    OpenLoop(Server server, int connections, byte[] request) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            free.add(new Connection(server.port(), request));
        }
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer request;
        private final ResponseReader reader = new ResponseReader();
        private long due;

        Connection(int port, byte[] request) throws IOException {
            this.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(long due) throws IOException {
            this.due = due;
            request.rewind();
            channel.write(request);
            if (request.hasRemaining()) {
                throw new IOException("a request did not fit into an empty send buffer");
            }
        }

        void receive() throws IOException {
            in.clear();
            if (channel.read(in) < 0) {
                throw new IOException("the proxy closed a connection that it should keep");
            }
            in.flip();
            if (!reader.take(in)) {
                return;
            }
            long now = System.nanoTime();
            answered++;
            if (!reader.good()) {
                failures++;
            }
            if (due >= countedFrom) {
                latencies.add(now - due);
            }
            Long next = waiting.poll();
            if (next == null) {
                free.add(this);
            } else {
                send(next);
            }
        }
    }

    /**
     * Sends at a rate and waits for the answers, at most 5 s for the last of them.
     *
     * @param rate requests a second
     * @param seconds how long; latencies of the first of them are not counted
     */
    Report run(double rate, int seconds) throws IOException {
        long total = (long) (rate * seconds);
        double interval = 1e9 / rate;
        long start = System.nanoTime();
        countedFrom = start + TimeUnit.SECONDS.toNanos(1);
        long sent = 0;
        long now = start;
        while (answered < total && now - start < seconds * 1_000_000_000L + GRACE) {
            while (sent < total && now - start >= (long) (sent * interval)) {
                offer(start + (long) (sent * interval));
                sent++;
            }
            if (selector.selectNow(this::receive) == 0) {
                // The proxy and the web server may want this core.
                Thread.yield();
            }
            now = System.nanoTime();
        }
        return new Report(
                answered,
                (now - start) / 1e9,
                Map.of(
                        Metric.P50, latencies.percentile(50) / 1e3,
                        Metric.P99, latencies.percentile(99) / 1e3,
                        Metric.P999, latencies.percentile(99.9) / 1e3,
                        Metric.FAILURES, (double) (failures + total - answered)));
    }

    private void offer(long due) throws IOException {
        Connection connection = free.poll();
        if (connection == null) {
            waiting.add(due);
        } else {
            connection.send(due);
        }
    }

    private void receive(SelectionKey key) {
        try {
            if (key.attachment() instanceof Connection connection) {
                connection.receive();
            }
        } catch (IOException failed) {
            // Its request is never answered, and so counts as a failure.
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
