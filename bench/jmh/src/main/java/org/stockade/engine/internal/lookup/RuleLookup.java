package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** The best rule for a connection, the rules differing in one way or another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RuleLookup {
    private static final int CONNECTIONS = 1 << 10;

    @Param({"10", "100", "1000", "10000", "100000"})
    private int rules;

    @Param({"SUBNETS", "ZONES", "RANGES", "MIXED"})
    private RuleShape shape = RuleShape.SUBNETS;

    private final List<Connection> connections = new ArrayList<>();
    private RuleTable table = new RuleTable(List.of(), List.of());
    private ZoneTable zones = new ZoneTable(List.of());
    private int next;

    @Setup
    public void fill() {
        GeneratedRules generated = new GeneratedRules(shape, rules);
        table = new RuleTable(generated.rules(), generated.zones());
        zones = new ZoneTable(generated.zones());
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(generated.connection(zones));
        }
    }

    private Connection connection() {
        return connections.get(next++ & CONNECTIONS - 1);
    }

    /** The zones of the connection are known. */
    @Benchmark
    public Optional<RuleTable.Match> best() {
        return table.best(connection());
    }

    /** As for an accepted client: both zones are looked up first. */
    @Benchmark
    public Optional<RuleTable.Match> decide() {
        Connection known = connection();
        return table.best(
                new Connection(
                        known.listener(),
                        known.protocol(),
                        known.inbound(),
                        known.source(),
                        zones.find(known.source().address()),
                        known.destination(),
                        zones.find(known.destination().address()),
                        known.destinationHosts(),
                        known.identity(),
                        known.at()));
    }
}
