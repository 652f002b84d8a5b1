package org.stockade.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.transport.Gate;
import org.stockade.transport.GatePair;

/** One direction of a connection in memory: a bounded ring of bytes with an end and a reset. */
final class MemoryPipe {
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] ring;
    private final String name;
    private int first;
    private int size;
    private boolean ended;
    private boolean reset;
    private boolean readerGone;
    private @Nullable Gate reader;
    private final GatePair writers = new GatePair();

    /**
     * @param name for the message of a reset
     */
    MemoryPipe(int capacity, String name) {
        ring = new byte[capacity];
        this.name = name;
    }

    /** As {@link org.stockade.engine.internal.transport.Wire#pull}, so many bytes at most. */
    int pull(ByteBuffer into, int atMost) throws IOException {
        lock.lock();
        try {
            if (reset) {
                throw new ConnectionResetException(name + " was reset by the peer");
            }
            if (size == 0) {
                return ended ? -1 : 0;
            }
            int count = Math.min(Math.min(size, atMost), into.remaining());
            for (int i = 0; i < count; i++) {
                into.put(ring[(first + i) % ring.length]);
            }
            first = (first + count) % ring.length;
            size -= count;
            writers.open();
            return count;
        } finally {
            lock.unlock();
        }
    }

    int push(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            if (reset || readerGone) {
                throw new ConnectionResetException(name + " was reset by the peer");
            }
            int count = Math.min(ring.length - size, from.remaining());
            for (int i = 0; i < count; i++) {
                ring[(first + size + i) % ring.length] = from.get();
            }
            size += count;
            open(reader);
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** The writer will write no more. */
    void end() {
        change(() -> ended = true);
    }

    /** Either side resets: what is in the pipe is lost. */
    void reset() {
        change(() -> reset = true);
    }

    /** The reader will read no more: writing fails as on a socket that its peer has closed. */
    void readerGone() {
        change(() -> readerGone = true);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            open(reader);
            writers.open();
        } finally {
            lock.unlock();
        }
    }

    void whenReadable(Gate gate) {
        lock.lock();
        try {
            reader = gate;
            if (size > 0 || ended || reset) {
                gate.open();
            }
        } finally {
            lock.unlock();
        }
    }

    void whenWritable(Gate gate) {
        lock.lock();
        try {
            writers.add(gate);
            if (size < ring.length || reset || readerGone) {
                gate.open();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void open(@Nullable Gate gate) {
        if (gate != null) {
            gate.open();
        }
    }
}
