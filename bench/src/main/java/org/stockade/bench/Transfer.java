package org.stockade.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.stockade.bench.Sample.Report;

/** One large body after the other, each on a connection of its own. */
final class Transfer implements Workload {
    @Override
    public String name() {
        return "transfer";
    }

    @Override
    public String title() {
        return "256 MiB bodies, one at a time";
    }

    @Override
    public String unit() {
        return "MiB";
    }

    @Override
    public Sample measure(Server server, int seconds, Rig rig)
            throws IOException, InterruptedException {
        return Sample.of(server, () -> receive(server, seconds));
    }

    private static Report receive(Server server, int seconds) throws IOException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        ByteBuffer into = ByteBuffer.allocateDirect(256 << 10);
        long total = 0;
        double cut = 0;
        do {
            long one = body(server, into);
            total += one;
            cut += one < Body.HUGE.bytes() ? 1 : 0;
        } while (System.nanoTime() < end);
        return new Report(
                total / 0x1p20, (System.nanoTime() - start) / 1e9, Map.of(Metric.FAILURES, cut));
    }

    /** Bytes of one answer, with its head. */
    private static long body(Server server, ByteBuffer into) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()))) {
            channel.write(ByteBuffer.wrap(Request.get(Body.HUGE, false)));
            long bytes = 0;
            int now;
            while ((now = channel.read(into.clear())) >= 0) {
                bytes += now;
            }
            return bytes;
        }
    }
}
