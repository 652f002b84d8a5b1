package org.stockade.bench;

import java.io.IOException;

/** A few connections at work among many that idle. */
record IdleActive(int idle) implements Workload {
    private static final int ACTIVE = 100;

    /** As many idle connections as fit, up to 9,000. */
    static IdleActive within(int connections) {
        return new IdleActive(Math.min(9000, connections - 2 * ACTIVE));
    }

    @Override
    public String name() {
        return "idle-active";
    }

    @Override
    public String title() {
        String less = idle < 9000 ? " (the descriptor limit allows no more)" : "";
        return "1 KiB, %,d connections at work among %,d that idle%s".formatted(ACTIVE, idle, less);
    }

    @Override
    public Sample measure(Server server, int seconds, Rig rig)
            throws IOException, InterruptedException {
        try (IdleClients waiting = new IdleClients(server, idle)) {
            return Sample.of(server, () -> wrk().run(server, seconds, rig));
        }
    }

    private static Wrk wrk() {
        return new Wrk("/" + Body.ONE_KIB.file(), ACTIVE, 0, true);
    }
}
