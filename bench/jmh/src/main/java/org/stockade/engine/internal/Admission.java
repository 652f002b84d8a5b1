package org.stockade.engine.internal;

import java.util.concurrent.TimeUnit;
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

    private final ServiceCounters counters = new ServiceCounters();

    @Setup
    public void fill() {
        for (int i = 0; i < 100; i++) {
            counters.of("service-" + i);
        }
    }

    /** Finds the service's counter, takes a place and a number, and gives the place back. */
    @Benchmark
    public long admit() {
        ServiceCounters.Counter counter = counters.of("service-7");
        if (!counter.admit(maxSessions)) {
            throw new IllegalStateException("there are no 2000 threads");
        }
        long instance = counter.nextInstance();
        counter.release();
        return instance;
    }
}
