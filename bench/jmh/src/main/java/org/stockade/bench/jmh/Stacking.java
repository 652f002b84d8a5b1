package org.stockade.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/**
 * 1 KiB through children stacked on each other, each with endpoints that its parent makes; the
 * deepest one moves the bytes. Depth 0: the proxy moves them itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Stacking {
    private static final int SIZE = 1024;

    @Param({"0", "1", "2", "3", "4"})
    private int depth;

    private final ByteBuffer payload = ByteBuffer.allocate(SIZE);
    private LiveSession live;
    private int below;
    private long moved;

    @Setup(Level.Trial)
    public void start() throws IOException, InterruptedException {
        live =
                new LiveSession(
                        session -> {
                            Payload.OneWay given = (Payload.OneWay) session.payload();
                            pass(session, given.from(), given.to());
                        });
    }

    @TearDown(Level.Trial)
    public void end() {
        live.close();
    }

    /** The whole way of one payload. */
    @Benchmark
    public long move() throws IOException {
        below = depth;
        payload.clear();
        StackedSession session = live.session();
        Endpoint from = session.endpoint(this::once, new Nowhere());
        Endpoint to = session.endpoint(into -> -1, new Counted());
        pass(session, from, to);
        to.flush();
        return moved;
    }

    private int once(ByteBuffer into) {
        if (!payload.hasRemaining()) {
            return -1;
        }
        int count = Math.min(payload.remaining(), into.remaining());
        into.put(payload.slice(payload.position(), count));
        payload.position(payload.position() + count);
        return count;
    }

    private void pass(StackedSession session, Endpoint from, Endpoint to) throws IOException {
        if (below == 0) {
            from.transferTo(to, Long.MAX_VALUE);
            to.flush();
            return;
        }
        below--;
        ByteSource nothing = into -> -1;
        Endpoint in = session.endpoint(from::read, new Nowhere());
        Endpoint out = session.endpoint(nothing, new Onward(to));
        var payloadOfChild =
                new Payload.OneWay(out, in, false, "text/plain", SIZE, Payload.Hold.NOTHING);
        if (!(session.stack(live.child(), payloadOfChild) instanceof Verdict.Accept)) {
            throw new IOException("the child refused");
        }
    }

    private final class Counted implements ByteSink {
        @Override
        public void write(ByteBuffer bytes) {
            moved += bytes.remaining();
            bytes.position(bytes.limit());
        }

        @Override
        public void end() {}
    }

    private record Onward(Endpoint to) implements ByteSink {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            to.write(bytes);
        }

        @Override
        public void end() throws IOException {
            to.flush();
        }
    }

    private record Nowhere() implements ByteSink {
        @Override
        public void write(ByteBuffer bytes) {
            throw new IllegalStateException("nothing is written here");
        }

        @Override
        public void end() {}
    }
}
