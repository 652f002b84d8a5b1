package org.stockade.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Clients that ask for much and take it slowly; a proxy must not keep it for them. */
final class SlowReaders implements Workload {
    private static final int CLIENTS = 500;
    private static final int BYTES = 4096;
    private static final int PATIENCE = (int) TimeUnit.SECONDS.toMillis(20);

    @Override
    public String name() {
        return "slow-readers";
    }

    @Override
    public String title() {
        return "%,d clients ask for 256 MiB each and take 4 KiB a second; memory of a fresh process"
                .formatted(CLIENTS);
    }

    @Override
    public Metric judged() {
        return Metric.PEAK;
    }

    @Override
    public boolean warmsUp() {
        // Every round starts a process of its own.
        return false;
    }

    @Override
    public Sample measure(Server server, int seconds, Rig rig)
            throws IOException, InterruptedException {
        List<Socket> clients = new ArrayList<>();
        try (Server own = rig.start(server.contestant())) {
            long before = own.memory().rss();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(ask(own));
            }
            int failures = 0;
            for (int i = 0; i < Math.max(5, seconds); i++) {
                failures += takeALittle(clients);
                TimeUnit.SECONDS.sleep(1);
            }
            ProcessStatus memory = own.memory();
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            values.put(Metric.GROWTH, (memory.peak() - before) / 1024.0 / CLIENTS);
            values.put(Metric.PEAK, memory.peak() / 0x1p20);
            values.put(Metric.RSS, memory.rss() / 0x1p20);
            values.put(Metric.FAILURES, (double) failures);
            return new Sample(values);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket ask(Server own) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * BYTES);
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress("127.0.0.1", own.port()), PATIENCE);
        socket.getOutputStream().write(Request.get(Body.HUGE, false));
        return socket;
    }

    private static int takeALittle(List<Socket> clients) {
        int failures = 0;
        byte[] buffer = new byte[BYTES];
        for (Socket client : clients) {
            try {
                failures += client.getInputStream().read(buffer) < 0 ? 1 : 0;
            } catch (IOException failed) {
                failures++;
            }
        }
        return failures;
    }
}
