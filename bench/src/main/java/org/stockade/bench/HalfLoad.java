package org.stockade.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Latency at half the rate at which HAProxy is at its end, the same rate for its whole family. */
final class HalfLoad implements Workload {
    private static final int CONNECTIONS = 64;

    private final Map<Family, Double> rates = new EnumMap<>(Family.class);

    @Override
    public String name() {
        return "half-load";
    }

    @Override
    public String title() {
        return "1 KiB at a constant rate, half of what HAProxy can do, over "
                + CONNECTIONS
                + " connections; latency from the moment a request was due";
    }

    @Override
    public Metric judged() {
        return Metric.P99;
    }

    @Override
    public List<String> prepare(Rig rig, int seconds) throws IOException, InterruptedException {
        List<String> notes = new ArrayList<>();
        Wrk wrk = new Wrk("/" + Body.ONE_KIB.file(), CONNECTIONS, 0, true);
        for (Family family : Family.values()) {
            Optional<Server> reference = rig.server(family.reference());
            if (reference.isEmpty()) {
                notes.add("no rate for " + family + " without " + family.reference());
                continue;
            }
            double most = 0;
            for (int i = 0; i < 3; i++) {
                var report = wrk.run(reference.get(), seconds, rig);
                most = Math.max(most, report.units() / report.seconds());
            }
            rates.put(family, most / 2);
            notes.add("%s: %,.0f requests/s".formatted(family, most / 2));
        }
        return notes;
    }

    @Override
    public Sample measure(Server server, int seconds, Rig rig)
            throws IOException, InterruptedException {
        Double rate = rates.get(server.contestant().family());
        if (rate == null) {
            throw new IOException("the rate is not known: HAProxy does not take part");
        }
        try (OpenLoop loop = new OpenLoop(server, CONNECTIONS, Request.get(Body.ONE_KIB, true))) {
            return Sample.of(server, () -> loop.run(rate, seconds + 1));
        }
    }
}
