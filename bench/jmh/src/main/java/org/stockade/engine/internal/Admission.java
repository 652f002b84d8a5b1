package org.stockade.engine.internal;

import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.internal.YamlPolicyParser;

/** Counting a session of a service in and out, by several threads with {@code -t}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Admission {
    /** 0: no limit. */
    @Param({"0", "2000"})
    private int maxSessions;

    /** 0: no limit; another takes a lock and counts the source. */
    @Param({"0", "2000"})
    private int maxSessionsPerSource;

    private final ServiceCounters counters = new ServiceCounters(System::nanoTime);
    private final InetAddress client = SockAddr.of("192.0.2.1", 0).address();
    private @Nullable ServicePolicy service;

    @Setup
    public void fill() {
        for (int i = 0; i < 100; i++) {
            counters.of("service-" + i);
        }
        service =
                new YamlPolicyParser()
                        .parse(
                                "bench",
                                """
                                stockade: 1
                                listeners: { any: { bind: "127.0.0.1:0" } }
                                services:
                                  service-7:
                                    proxy: plain
                                    max-sessions: %d
                                    max-sessions-per-source: %d
                                """
                                        .formatted(maxSessions, maxSessionsPerSource))
                        .policy()
                        .orElseThrow()
                        .services()
                        .getFirst();
    }

    /** Finds the service's counter, takes a place and a number, and gives the place back. */
    @Benchmark
    public long admit() {
        ServiceCounters.Counter counter = counters.of("service-7");
        if (!(counter.admit(Objects.requireNonNull(service), client)
                instanceof ServiceCounters.Place place)) {
            throw new IllegalStateException("there are no 2000 threads");
        }
        long instance = counter.nextInstance();
        place.giveBack();
        return instance;
    }
}
