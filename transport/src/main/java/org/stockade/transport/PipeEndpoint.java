package org.stockade.transport;

import org.stockade.endpoint.SockAddr;

/** One end of a connection in memory; it behaves as a socket does, without the kernel. */
public final class PipeEndpoint extends BufferedEndpoint {
    private PipeEndpoint(PipeWire wire, BufferPool pool) {
        super(wire, pool);
    }

    /** Two endpoints that are each other's peer. */
    public record Pair(PipeEndpoint one, PipeEndpoint other) {}

    /**
     * How a connection in memory is.
     *
     * @param capacity bytes that a direction holds, 1 to 64 KiB
     * @param bytesPerRead most that a read gives
     */
    public record Shape(int capacity, int bytesPerRead) {
        /** A buffer a direction. */
        public static final Shape NORMAL = new Shape(BufferPool.NORMAL, Integer.MAX_VALUE);
    }

    /**
     * A connection from {@code one} to {@code other}.
     *
     * @param pool where what is on its way is kept
     * @param buffers where both ends have their buffers from
     */
    public static Pair pair(
            SockAddr one, SockAddr other, Shape shape, BufferPool pool, BufferPool buffers) {
        Pipe there = new Pipe(pool, shape.capacity(), one + " to " + other);
        Pipe back = new Pipe(pool, shape.capacity(), other + " to " + one);
        int most = shape.bytesPerRead();
        return new Pair(
                new PipeEndpoint(new PipeWire(back, there, one, other, most), buffers),
                new PipeEndpoint(new PipeWire(there, back, other, one, most), buffers));
    }
}
