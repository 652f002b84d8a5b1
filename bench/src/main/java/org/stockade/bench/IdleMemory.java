package org.stockade.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one more idle client costs, in a process of its own that has served before. A relay has a
 * server connection for each. Of a JVM it is what lives on its heap and what it has taken outside;
 * its resident size depends on when it collects.
 */
record IdleMemory(int clients) implements Workload {
    private static final int FIRST = 200;

    /** Connections at once, and in all, before: their code shall be compiled to the end. */
    private static final int SHORT = 64;

    private static final int ENOUGH = 100_000;
    private static final int PIECES = 20;
    private static final int SECONDS = 3;

    /** As many clients as fit, up to 4,000. */
    static IdleMemory within(int connections) {
        return new IdleMemory(Math.min(4000, connections - 2 * FIRST));
    }

    @Override
    public String name() {
        return "idle-memory";
    }

    @Override
    public String title() {
        return ("Memory of %,d clients that have had one answer each and idle; without the"
                        + " kernel's part")
                .formatted(clients);
    }

    @Override
    public Metric judged() {
        return Metric.CONNECTION;
    }

    @Override
    public boolean warmsUp() {
        // Every round starts a process of its own.
        return false;
    }

    @Override
    public Sample measure(Server server, int seconds, Rig rig)
            throws IOException, InterruptedException {
        Contestant contestant =
                server.contestant().withJavaOption("-XX:NativeMemoryTracking=summary");
        try (Server own = rig.start(contestant)) {
            if (contestant.jvm()) {
                settle(own, rig);
            }
            new Wrk("/" + Body.ONE_KIB.file(), FIRST, 0, true).run(own, seconds, rig);
            try (IdleClients first = new IdleClients(own, FIRST)) {
                // Until a compiler has given back what it worked with.
                TimeUnit.SECONDS.sleep(contestant.jvm() ? 2 * SECONDS : 0);
                return contestant.jvm() ? jvm(own) : resident(own);
            }
        }
    }

    /** Frames of code that is not compiled are larger, and compilers hold memory of their own. */
    private static void settle(Server own, Rig rig) throws IOException, InterruptedException {
        Wrk load = new Wrk("/" + Body.ONE_KIB.file(), SHORT, 0, false);
        double served = 0;
        for (int i = 0; i < PIECES && served < ENOUGH; i++) {
            served += load.run(own, SECONDS, rig).units();
        }
    }

    private Sample resident(Server own) throws IOException {
        long before = own.memory().rss();
        try (IdleClients more = new IdleClients(own, clients)) {
            ProcessStatus after = own.memory();
            Map<Metric, Double> values = common(before, after);
            values.put(Metric.CONNECTION, each(before, after.rss()));
            return new Sample(values);
        }
    }

    private Sample jvm(Server own) throws IOException, InterruptedException {
        // The second time, whatever the asking itself needs is there.
        JvmMemory.of(own.pid());
        JvmMemory idle = JvmMemory.of(own.pid());
        long before = own.memory().rss();
        try (IdleClients more = new IdleClients(own, clients)) {
            JvmMemory busy = JvmMemory.of(own.pid());
            Map<Metric, Double> values = common(before, own.memory());
            values.put(Metric.HEAP, each(idle.live(), busy.live()));
            values.put(Metric.NATIVE, each(idle.outsideHeap(), busy.outsideHeap()));
            values.put(
                    Metric.CONNECTION,
                    each(idle.live() + idle.outsideHeap(), busy.live() + busy.outsideHeap()));
            return new Sample(values);
        }
    }

    private Map<Metric, Double> common(long before, ProcessStatus after) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.GROWTH, each(before, after.rss()));
        values.put(Metric.PEAK, after.peak() / 0x1p20);
        values.put(Metric.RSS, after.rss() / 0x1p20);
        return values;
    }

    private double each(long before, long after) {
        return (after - before) / 1024.0 / clients;
    }
}
