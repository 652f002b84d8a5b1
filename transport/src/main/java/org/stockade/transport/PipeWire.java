package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.stockade.endpoint.SockAddr;

/** One end of a connection in memory; behaves as a socket does, also where that is unpleasant. */
final class PipeWire implements Wire {
    private final Pipe in;
    private final Pipe out;
    private final SockAddr local;
    private final SockAddr remote;
    private final int bytesPerRead;
    private volatile boolean closed;

    PipeWire(Pipe in, Pipe out, SockAddr local, SockAddr remote, int bytesPerRead) {
        this.in = in;
        this.out = out;
        this.local = local;
        this.remote = remote;
        this.bytesPerRead = bytesPerRead;
    }

    @Override
    public int pull(ByteBuffer into) throws IOException {
        checkOpen();
        return in.pull(into, bytesPerRead);
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        checkOpen();
        return out.push(from);
    }

    @Override
    public void pushEnd() throws IOException {
        checkOpen();
        out.end();
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        throw new IOException("a connection in memory has no urgent data");
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void whenReadable(Gate gate) {
        in.whenReadable(gate);
    }

    @Override
    public void whenWritable(Gate gate) {
        out.whenWritable(gate);
    }

    @Override
    public void close() {
        closed = true;
        out.end();
        in.readerGone();
    }

    @Override
    public void reset() {
        closed = true;
        out.reset();
        in.reset();
    }

    @Override
    public SockAddr local() {
        return local;
    }

    @Override
    public SockAddr remote() {
        return remote;
    }
}
