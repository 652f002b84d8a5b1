package org.stockade.bench.jmh;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession;
import org.stockade.session.StackedSession;

/** An attribute, asked for in a session so many sessions below the one that has it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Attributes {
    private static final AbstractSession.Key<String> URL =
            new AbstractSession.Key<>("http.url", String.class);

    /** 0: the session's own. */
    @Param({"0", "1", "2", "3", "4"})
    private int depth;

    private LiveSession live;
    private AbstractSession asked;

    /** The proxy's session publishes; the deepest child asks. */
    @Setup(Level.Trial)
    public void start() throws IOException, InterruptedException {
        live = new LiveSession(session -> {});
        live.session().publish(URL, "http://192.0.2.1/");
        asked = live.session();
        for (int i = 0; i < depth; i++) {
            StackedSession child = new StackedSession(asked);
            child.setProxy("kid");
            asked = child;
        }
    }

    @TearDown(Level.Trial)
    public void end() {
        live.close();
    }

    /** What a proxy has published, by its key. */
    @Benchmark
    public Optional<String> publishedByKey() {
        return asked.attribute(URL);
    }

    /** Likewise by its name. */
    @Benchmark
    public @Nullable Object publishedByName() {
        return asked.attribute("http.url");
    }

    /** A fact of the master, one session further up. */
    @Benchmark
    public Optional<SockAddr> clientAddress() {
        return asked.clientAddress();
    }

    /** Every session has this one of its own. */
    @Benchmark
    public @Nullable Object sessionIdByName() {
        return asked.attribute("session_id");
    }
}
