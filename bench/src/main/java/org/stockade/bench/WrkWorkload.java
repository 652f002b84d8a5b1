package org.stockade.bench;

import java.io.IOException;

/** Requests by wrk and nothing else. */
record WrkWorkload(String name, String title, Wrk wrk) implements Workload {
    @Override
    public Sample measure(Server server, int seconds, Rig rig)
            throws IOException, InterruptedException {
        return Sample.of(server, () -> wrk.run(server, seconds, rig));
    }
}
