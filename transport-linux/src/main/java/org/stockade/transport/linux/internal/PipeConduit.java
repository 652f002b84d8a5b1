package org.stockade.transport.linux.internal;

import java.io.IOException;
import org.stockade.transport.Conduit;

/** From one socket of a loop to another one through a pipe (splice(2)). */
final class PipeConduit implements Conduit {
    /** Bytes asked for at once; the pipe takes what it has room for. */
    private static final int MOST = 256 * 1024;

    private final LinuxWire from;
    private final LinuxWire to;
    private final Pipes pipes;
    private final Pipes.Pipe pipe;
    private int held;

    PipeConduit(LinuxWire from, LinuxWire to, Pipes pipes, Pipes.Pipe pipe) {
        this.from = from;
        this.to = to;
        this.pipes = pipes;
        this.pipe = pipe;
    }

    @Override
    public int take(long atMost) throws IOException {
        int count = from.spliceInto(pipe.in(), (int) Math.min(MOST, atMost));
        held += Math.max(0, count);
        return count;
    }

    @Override
    public int give() throws IOException {
        int count = to.spliceFrom(pipe.out(), held);
        held -= count;
        return count;
    }

    @Override
    public int held() {
        return held;
    }

    @Override
    public void close() {
        pipes.giveBack(pipe, held == 0);
    }
}
