package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;

/** A parent's decoder and encoder as the bottom of a child's endpoint. They wait by themselves. */
final class PayloadWire implements Wire {
    private final ByteSource source;
    private final ByteSink sink;
    private final SockAddr local;
    private final SockAddr remote;
    private final @Nullable Endpoint below;
    private volatile @Nullable IOException failure;

    PayloadWire(ByteSource source, ByteSink sink, Endpoint near, @Nullable Endpoint below) {
        this.source = source;
        this.sink = sink;
        this.local = near.local();
        this.remote = near.remote();
        this.below = below;
    }

    @Nullable IOException failure() {
        return failure;
    }

    @Override
    public boolean waitsItself() {
        return true;
    }

    @Override
    public int pull(ByteBuffer into) throws IOException {
        int count;
        try {
            count = source.read(into);
        } catch (IOException e) {
            throw kept(e);
        }
        if (count == 0) {
            throw new IllegalStateException(source + " read nothing; one byte is the least, or -1");
        }
        return count;
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        int count = from.remaining();
        try {
            sink.write(from);
        } catch (IOException e) {
            throw kept(e);
        }
        if (from.hasRemaining()) {
            throw new IllegalStateException(
                    sink + " left " + from.remaining() + " bytes unwritten");
        }
        return count;
    }

    /** Ends the sink. */
    void complete() throws IOException {
        try {
            sink.end();
        } catch (IOException e) {
            throw kept(e);
        }
    }

    /** The first one is the cause of the others. */
    private IOException kept(IOException e) {
        if (failure == null) {
            failure = e;
        }
        return e;
    }

    @Override
    public void pushEnd() {
        // The sink is completed by whoever stacked the child, and only if the child ended well.
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        throw new IOException("a payload has no urgent data");
    }

    @Override
    public void whenReadable(Gate gate) {
        gate.open();
    }

    @Override
    public void whenWritable(Gate gate) {
        gate.open();
    }

    @Override
    public void close() {
        // What lies below is the parent's.
    }

    @Override
    public void reset() {
        if (below != null) {
            below.abort();
        }
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
