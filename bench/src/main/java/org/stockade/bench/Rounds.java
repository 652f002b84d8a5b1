package org.stockade.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Runs workloads: every contestant once in each round, in an order drawn anew. */
final class Rounds {
    /** Most pieces of warm-up. */
    private static final int WARM_UPS = 12;

    /** Requests after which whatever each of them needs has been compiled to the end. */
    private static final double ENOUGH = 100_000;

    private final Rig rig;
    private final Options options;
    private final PrintStream progress;
    private final Random order;

    Rounds(Rig rig, Options options, PrintStream progress) {
        this.rig = rig;
        this.options = options;
        this.progress = progress;
        this.order = new Random(options.seed());
    }

    /** Warms up and measures; who fails is left out and noted. */
    Result run(Workload workload) throws InterruptedException {
        List<Server> servers = new ArrayList<>(rig.servers());
        Result result = new Result(workload, servers.stream().map(Server::contestant).toList());
        try {
            workload.prepare(rig, options.seconds()).forEach(result::note);
        } catch (IOException failed) {
            result.note(String.valueOf(failed.getMessage()));
            return result;
        }
        servers.removeIf(server -> fails(result, server, () -> warmUp(workload, server)));
        for (int i = 1; i <= options.rounds(); i++) {
            int round = i;
            Collections.shuffle(servers, order);
            servers.removeIf(server -> fails(result, server, () -> measure(result, server, round)));
        }
        return result;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private boolean fails(Result result, Server server, Step step) {
        try {
            step.run();
            return false;
        } catch (IOException failed) {
            String note = server.contestant().name() + " failed: " + failed.getMessage();
            note = note.replace(rig.folder().toString(), "");
            progress.println(note);
            result.note(note);
            return true;
        } catch (InterruptedException stop) {
            throw new IllegalStateException("interrupted", stop);
        }
    }

    /**
     * Puts load on a server until what a request costs it falls no more, and for enough requests:
     * where others use the machine, too, so many seconds may be few requests, and code is compiled
     * by their number.
     */
    private void warmUp(Workload workload, Server server) throws IOException, InterruptedException {
        if (!workload.warmsUp()) {
            return;
        }
        String name = server.contestant().name();
        if (!server.contestant().jvm()) {
            progress.printf("%s warm-up %s%n", workload.name(), name);
            workload.measure(server, 1, rig);
            return;
        }
        double best = Double.MAX_VALUE;
        int level = 0;
        double served = 0;
        for (int i = 0; i < WARM_UPS && (level < 2 || served < ENOUGH); i++) {
            Sample sample = workload.measure(server, options.warmUp(), rig);
            double cost = sample.values().getOrDefault(Metric.CPU, 0.0);
            progress.printf(
                    "%s warm-up %s: CPU µs %s%n", workload.name(), name, Metric.CPU.text(cost));
            level = cost < best * 0.95 ? 0 : level + 1;
            best = Math.min(best, cost);
            served += sample.values().getOrDefault(Metric.RATE, 0.0) * options.warmUp();
        }
    }

    private void measure(Result result, Server server, int round)
            throws IOException, InterruptedException {
        Workload workload = result.workload();
        Sample sample = workload.measure(server, options.seconds(), rig);
        result.add(server.contestant(), round, sample);
        progress.printf(
                "%s %d/%d %s: %s%n",
                workload.name(),
                round,
                options.rounds(),
                server.contestant().name(),
                sample.values().entrySet().stream()
                        .map(
                                value ->
                                        value.getKey().title()
                                                + " "
                                                + value.getKey().text(value.getValue()))
                        .collect(Collectors.joining(", ")));
    }
}
